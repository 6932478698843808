"""What Kubernetes says of objects, offline: the table of kinds, the rules of its API server, names, quantities. Nothing of OAM.

schemas                 an object in, its problems out
table, structure        the fields of every kind by version, and the walk through an object
rules/                  what goes beyond types
findings                problems with their paths
names, addresses        what names, labels, keys and addresses must look like
quantities              amounts as the server reads them
canonical_quantities    amounts as the server prints them
removed_kinds           kinds of versions before the oldest supported one
"""
