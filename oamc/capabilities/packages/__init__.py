"""Capabilities of installed packages of Python, which a run names: nothing else of the environment is looked at.

`contract` is the record that a package hands out, `loading` finds it and makes a catalog with it, `records` checks what it
says, `results` what its functions return, `calls` calls them. `oamc.capabilities.v1` is what a package may import.
"""
