"""Intents: what developers want of components, whoever runs them. One file each; `catalog` lists them."""
