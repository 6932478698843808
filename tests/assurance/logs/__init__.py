"""Logs: what oamc prints about an input that somebody else wrote (docs/assurance.md, R13 to R17).

builds        a build of one text in this process, and the text that a finding points at
cases         the golden cases of diagnostics as texts with known faults
documents     small documents to which a fault can be added
judge         what is wrong with a text that was printed
moved         transformations that move every place of a text as an editor counts
secrets       a document full of markers, and ways to break it near each of them
measure       the rows of the table of assurance
"""
