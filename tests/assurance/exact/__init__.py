"""Texts survive exactly, and hostile overrides change only what they may.

    texts            random texts of every kind that some layer is known to lose
    carriers         an application that carries many texts at every place that takes a free text, and where they must arrive
    journeys         the texts on their way: built into both outputs, rendered by Helm, read by Go and PyYAML, compared
    styles           the same texts written in every style of YAML, and what independent readers make of that
    scalars          plain scalars as values of typed parameters
    restricted       texts at places with rules of their own: names, paths, images, hosts
    hostile_values   the values that every leaf of a chart's values is tried with
    leaves           the leaves of the golden cases and the examples under those values
    measure          all of it at depth, for the table of assurance

`python -m tests.assurance.exact.measure` runs the depth alone.
"""
