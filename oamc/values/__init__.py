"""Values that the user gives: what Helm would make of them, so that both outputs read them alike.

files, flags → combine → one tree → problems → effective → the values in force
parameters.py  the leaves of a chart's values, each with the history of its value
overrides.py   files and flags in Helm's order; `combine` reads them, `Given` knows the place of each value
grammar.py     Helm's grammar of --set, --set-string, --set-file and --set-literal
json_values.py JSON inside --set-json, as Go reads it
merge.py       Helm's two ways of merging trees
shape.py       parameters as a tree, and the tree of their defaults
check.py       the tree against the parameters; `effective`
schema.py      the same rules as `values.schema.json`
"""
