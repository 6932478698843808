"""OAM v1alpha1: a document of nodes becomes a typed document, and typed documents become applications.

    documents             the record types of components and applications
    definition_documents  those of documents that define a type
    declared_rules        those of rules for values
    decode                one document in, one typed document out, or the reasons why not
    decode_component      ComponentSchematic
    decode_container      a container of a component, with everything below it
    decode_configuration  ApplicationConfiguration
    decode_definitions    Trait, WorkloadType, ApplicationScope
    normalize             typed documents in, applications and their library out
    normalize_documents   a component, an application
    normalize_definitions a document that defines a type
    normalize_containers  the containers of a component
    quantities            amounts of documents as canonical quantities

A typed document has the right shape: what is required is there, types and enumerations hold, older spellings have been
read into the modern ones. Nothing is known yet about what a name refers to or what an amount means.
"""
