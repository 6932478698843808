"""From an application to a program: `resolve` binds references, parameters and capabilities.

Relied on afterwards: every instance has a known workload type, every trait and scope is known, applies, and has properties
of the right types; every value of the output is a `Parameter` with its history.
"""
