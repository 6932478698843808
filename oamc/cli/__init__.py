"""The command line: arguments in, one call of the compiler, files and messages out.

`entry` is where it starts; `commands` and `options` are the tables that everything reads; `arguments` and `settings` make of
the command line, the environment and the configuration file one set of options. `inputs` reads, `outputs` says where results
go and `delivering` brings them there, `presentation` reports. Each command has a module of its own with a function `run`. Only
this room touches the user's files, the environment and the terminal.
"""
