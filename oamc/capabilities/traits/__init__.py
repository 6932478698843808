"""Traits: what an operator attaches to an instance. One file each; `catalog` lists them."""
