"""Runs over many applications, compiled in parts that know nothing of one another.

`division` cuts the inputs of a run into parts, `part` compiles one, `independence` proves that no part has anything to do with
another, `portable_parts` carries what was made between processes, `processes` shares work among them, `cluster` among machines
by the tasks of `remote`, for which `program` says what runs there, and `build` joins the results: the same outputs and findings
as one compilation of everything, or none. Whoever gets none compiles everything.
"""
