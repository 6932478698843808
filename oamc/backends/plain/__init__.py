"""Plain manifests: the holes are filled, then the objects are written."""
