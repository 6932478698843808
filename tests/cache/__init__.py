"""The cache of what was compiled: its parts, and that a run with it is the run without it, whatever changes."""
