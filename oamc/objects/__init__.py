"""Kubernetes objects with holes: trees, sets of them, names that oamc makes, the filling of holes, and the one writer."""
