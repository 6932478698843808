"""Kubernetes object trees with holes: building, naming, checking and writing them as YAML."""
