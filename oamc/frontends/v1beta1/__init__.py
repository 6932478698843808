"""OAM v1beta1: the Applications of KubeVela (docs/spec/oam-v1beta1.md).

documents     the typed documents
decode        a document of nodes to a typed one
normalize     typed documents to version-neutral applications
front_end     the record that the table of front ends has
"""
