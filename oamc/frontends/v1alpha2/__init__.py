"""OAM v1alpha2: the documents of the second version of OAM, as the runtime for Kubernetes read them.

documents            the typed documents
decode               a document of nodes becomes a typed one
field_paths          the paths by which parameters say what they replace
replacements         what the parameters of a component replace, and its workload with other values in it
decode_workload      the workload of a component: an object with its metadata, and the containers of a ContainerizedWorkload
definitions          what definition documents say about kinds, and which kind a short form means
visible_documents    which documents an application can see
normalize            typed documents become version-neutral applications, with
normalize_components and normalize_traits

It reads containers with what v1alpha1 has for them. Rules: docs/spec/oam-v1alpha2.md.
"""
