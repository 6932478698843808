"""`--cache DIR`: what the compiler made is kept, and taken again where it would be made of the same.

`fingerprint` makes a key of the arguments of a run of the compiler, and `identity` of what runs; `opening` finds the store
that the settings name; `findings` are diagnostics as data; `runs` puts a store between a command and the compiler, and
`trees` between it and outputs that were looked at before. Only a run with `--cache` loads any of it.
"""
