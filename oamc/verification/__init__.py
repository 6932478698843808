"""Verification: what a chart really becomes, in the hands of the real Helm.

`engine` renders and lints charts with the Helm engine of the extra `helm`, which lives in a worker process (`worker`), or
with a `helm` program (`program`); both give the `Rendered` of `contract`. `compare` says where two lists of objects differ.
`samples` draws overrides that a `values.schema.json` allows, `patterns` the texts that match its regular expressions.

This is the only room that starts processes. `oamc build` never imports it.
"""
