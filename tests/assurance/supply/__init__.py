"""The supply chain (R29): what is pinned, what a release is made of, and that both can be checked by anybody."""
