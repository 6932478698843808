"""From a program to Kubernetes objects with holes.

`program.lower` builds each instance's workload, applies its traits in order, and sees that no two objects have one name.
"""
