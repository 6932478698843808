"""Workload types: what a component is. One file each; `catalog` lists them."""
