"""From a program to Kubernetes objects with holes: `lower` builds each instance's workload, applies its traits in order, and checks
what comes out against the rules of the API server.
"""
