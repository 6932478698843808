"""A Helm chart: the holes are spelled in Helm's template language, and the parameters become values with a schema."""
