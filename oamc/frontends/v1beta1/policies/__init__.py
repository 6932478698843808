"""The policies of an Application that change what comes out, one file each, and those that do not.

table         which types there are, and the decoder of each
override      changes components
topology      says where the application goes
replication   copies components
read_only     says which objects do not come out
env_binding   the older form of override and topology in one
controllers   what only speaks to a controller, and the reason

A file of a policy has the record of its properties, their decoder, and what the policy does to components.
"""
