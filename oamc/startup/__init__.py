"""The private doors of CPython and PyYAML that make a start cheap, each with its fallback through the public one.

`libyaml` imports the event parser without loaders, `untranslated` argparse without gettext, `digests` SHA-256 without OpenSSL.
`indented_json` writes JSON without its package, `patterns` loads `re` and compiles a regular expression when it is first used,
`module_bundle` runs modules from one file, `read_only` and `modules_by_name` have what of `types` and `importlib` is used,
`caching` what of `functools` is, and `constructors` writes out those of records of which a run makes many. Whatever
depends on an interpreter's inside stands here.
"""
