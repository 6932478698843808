"""Charts that components install: what a component says of one, and the ways to install it, one file each."""
