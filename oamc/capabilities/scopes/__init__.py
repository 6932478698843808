"""Scopes: what instances share. One file each; `catalog` lists them."""
