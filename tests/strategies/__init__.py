"""Generated inputs of the tests: everything that can be generated is generated here.

    choosers        where choices come from: hypothesis, or a seeded random generator for bulk runs and benchmarks
    texts           names, texts and numbers, hostile where the field allows it
    components      component schematics that compile
    configurations  traits, scopes, variables and parameter values that compile
    applications    whole applications that compile without an error, and their text
    canaries        applications with a canary in the mesh, which are too rare among all
    trait_trees     applications with all that one trait says of its properties, at every depth
    packaged        applications with the capabilities of a package of Python, `drawn_package`
    coverage        which constructs of the language occur in some documents
    documents       documents with a legal shape, whatever they mean
    mutations       documents with something changed in them

All results are plain Python data, the same for the same choices.
"""
