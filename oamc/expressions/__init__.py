"""Expressions: what a value may be.

A value is known, or it is a hole: a place for a parameter of the output. `types` says what a parameter may hold,
`holes` are the nodes that stand for values not known yet, `numbers` spells numbers and JSON as Go does. Nothing here knows
about Helm or Kubernetes.
"""
