"""Logs: what oamc prints about an input that somebody else wrote (reliability R13 to R17).

builds        one run of the command line or of the compiler, and all that it printed
...
"""
