"""The rules of a platform: what applications may use, set and have written, whoever wrote them.

`rules` has the one record, `wording` what patterns and types mean, `contradictions` what is wrong with rules by themselves,
`uses` the check of names, `values` and `fields` that of values and of objects, `holding` both together, and `fixing` what the
platform sets where nobody does. All of it is pure; nothing here reads a file.
"""
