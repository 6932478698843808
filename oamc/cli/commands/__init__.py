"""The commands, one file each: every module has `run(settings, reports)`, which returns the exit status.

`oamc.cli.command_table` lists them, and imports none before it is called for.
"""
