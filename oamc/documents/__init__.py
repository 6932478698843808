"""Documents: typed documents of one API version, made of nodes.

    v1alpha1              the record types of the five kinds
    decode                one document in, one typed document out, or the reasons why not
    decode_component      ComponentSchematic
    decode_container      a container of a component, with everything below it
    decode_configuration  ApplicationConfiguration
    decode_definitions    Trait, WorkloadType, ApplicationScope
    fields                the cursor that all of them read with
    scalars               what a node means where a text, a boolean, a number is wanted
    findings              the way to the reports

A typed document has the right shape: what is required is there, types and enumerations hold, older spellings have been
read into the modern ones. Nothing is known yet about what a name refers to or what an amount means.
"""
