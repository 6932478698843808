"""The CUE engine of oamc: a program without any dependency, `cue-engine`, beside this file.

oamc starts it where documents bring definitions in CUE; it is of no use by itself. `licences` of this distribution has the
licence of every part that it is built of.
"""

__version__ = "0.1.0"
