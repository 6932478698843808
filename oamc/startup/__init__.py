"""The private doors of CPython and PyYAML that make a start cheap, each with its fallback through the public one.

`libyaml` imports the event parser without loaders, `untranslated` argparse without gettext, `digests` SHA-256 without OpenSSL.
`indented_json` writes JSON without its package, and `patterns` compiles a regular expression when it is first used. Whatever
depends on an interpreter's inside stands here.
"""
