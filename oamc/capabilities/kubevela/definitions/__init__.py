"""Component types and traits that come with the input as definitions in CUE (docs/spec/oam-v1beta1.md, 2 to 8).

`schemas` makes the schema of their properties of what the template says of `parameter`. `evaluation` asks the engine, with
what a template may know of its application, and reports what goes wrong. `results` makes objects and patches of what comes
back. `own_types` puts it together: a definition becomes an ordinary workload type or trait of the catalog. Nothing here is
loaded, and no program is started, before an application uses a definition.
"""
