"""Front ends: documents of nodes become version-neutral applications, in one room for each API version of OAM.

v1alpha1             Rudr's documents
v1alpha2             documents of the runtime for Kubernetes
fields               the cursor that decoders read with
scalars              what a node means where a text, a boolean, a number is wanted
findings             the way from a decoder to the reports
unknown_names        what the user means by a name that nobody knows
kubernetes_fields    what OAM has in the place of fields of Kubernetes, with `_places` where they are written and `_phrases`
extra_fields         what Rudr's documents have beyond OAM
duplicates, counts   names that must be unique, and how many components one run takes
"""
