"""Capabilities that users bring: traits, workload types and scopes that documents of the input describe by a template.

`described` puts them into a catalog; `trait_templates`, `workload_types` and `scope_types` make them. `programs` holds a
template: `rendering` fills one of jinja2, `cue_templates` evaluates one in CUE, and `results` takes what comes out, of which
`trees` makes parts of objects.
"""
