"""The rules of the API server beyond types: `fields` for single values, the others for several fields of one kind of object.

`objects` is the table of all rules that read a whole object.
"""
