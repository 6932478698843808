"""Diagnostics: what oamc tells a user about the input.

`catalog` declares every code, `reports` gathers what a run finds, `text` and `formats` write it down, `pages` holds what
`oamc explain` prints. A code never changes its meaning; its severity may.
"""
