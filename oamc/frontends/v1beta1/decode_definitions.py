"""The decoder of definitions: their template in CUE, and what they say beside it (docs/spec/oam-v1beta1.md, 1).

Loaded with the first definition. Whether CUE understands a template is found out when an application uses it.
"""

from __future__ import annotations

from oamc.frontends.kinds import OF_COMPONENTS, OF_POLICIES, OF_STEPS, OF_TRAITS, OF_WORKLOADS
from oamc.frontends.metadata import metadata as metadata_of
from oamc.frontends.scalars import is_null
from oamc.frontends.text_places import place_of_text
from oamc.frontends.v1beta1.documents import DefinitionDocument
from oamc.model.own_definitions import TextPlace
from oamc.records import replace
from oamc.source.nodes import Mapping, Scalar, Sequence
from oamc.spans import Located

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.metadata import Metadata
    from oamc.source.nodes import Node

FOR_TOOLS = ("childResourceKinds", "podSpecPath", "revisionLabel")
APPLIES_TO, CONFLICTS_WITH = "appliesToWorkloads", "conflictsWith"
OF_KIND = {
    OF_COMPONENTS: ("workload", *FOR_TOOLS),
    OF_WORKLOADS: ("definitionRef", *FOR_TOOLS),
    OF_TRAITS: (
        APPLIES_TO,
        CONFLICTS_WITH,
        "controlPlaneOnly",
        "definitionRef",
        "podDisruptive",
        "revisionEnabled",
    ),
    OF_POLICIES: ("definitionRef", "global", "manageHealthCheck", "priority", "scope"),
    OF_STEPS: ("definitionRef",),
}
"""The fields of each kind that change no object: they are for people, for tools, or for a running cluster."""
OTHER_SCHEMATICS = ("helm", "kube", "terraform")
STAGES = {"PreDispatch": -1, "DefaultDispatch": 0, "PostDispatch": 1}
OF_REVISIONS = {
    "componentDefinition": OF_COMPONENTS,
    "traitDefinition": OF_TRAITS,
    "policyDefinition": OF_POLICIES,
    "workflowStepDefinition": OF_STEPS,
}
"""The field of a revision that keeps a definition, and the kind of that."""
DESCRIPTION = "definition.oam.dev/description"
LARGEST_REVISION = 2**31 - 1


def decode_definition(
    kind: str, metadata: Metadata, spec: Fields, beside: tuple[str, TextPlace] | None = None
) -> DefinitionDocument:
    """Decode the `spec` of a definition. One from a file of CUE has its template `beside` the fields, with its place."""
    for name in ("version", "status", *OF_KIND[kind]):
        spec.value(name)
    reference, manages, stage = None, False, None
    if kind == OF_TRAITS:
        reference = spec.optional_text("workloadRefPath")
        manages = spec.boolean("manageWorkload")
        stage = spec.choice("stage", tuple(STAGES))
    text, problem = None, ""
    if beside is not None:
        text, place = beside
    else:
        template, problem = _template(spec)
        text = None if template is None else template.text
        place = TextPlace(span=metadata.name.span) if template is None else place_of_text(template)
    return DefinitionDocument(
        metadata=metadata,
        kind=kind,
        template=text,
        place=place,
        problem=problem,
        description=_description(metadata),
        reference=steps_of(reference.value) if reference is not None else (),
        manages_workload=manages,
        stage=STAGES[stage.value] if stage is not None else 0,
        applies_to=_texts(spec.value(APPLIES_TO)) if kind == OF_TRAITS else (),
        conflicts_with=_texts(spec.value(CONFLICTS_WITH)) if kind == OF_TRAITS else (),
    )


def _texts(node: Node | None) -> tuple[str, ...]:
    """Return the texts of a list; what is none is passed over, because nothing hangs on it."""
    items = node.items if isinstance(node, Sequence) else ()
    return tuple(item.text for item in items if isinstance(item, Scalar) and isinstance(item.value, str))


def _description(metadata: Metadata) -> str:
    """Return what a definition says of itself, on one line."""
    found = metadata.annotations.get(DESCRIPTION)
    return " ".join(found.value.split()) if found is not None else ""


def decode_revision(metadata: Metadata, spec: Fields) -> DefinitionDocument:
    """Decode the `spec` of a DefinitionRevision: the definition that it keeps, which applications call NAME@vNUMBER."""
    for name in ("definitionType", "revisionHash"):
        spec.value(name)
    number = spec.integer("revision", 1, LARGEST_REVISION)
    # An exported revision has all four, and those that keep nothing have no name.
    kept = [field for field in OF_REVISIONS if _is_named(spec.value(field))]
    field = kept[0] if kept else next(iter(OF_REVISIONS))
    kind = OF_REVISIONS[field]

    def decode_kept(fields: Fields) -> DefinitionDocument:
        for name in ("apiVersion", "kind"):
            fields.value(name)
        fields.dropped("status")
        kept = fields.section("metadata", metadata_of)
        called = Located(value=f"{kept.name.value}@v{number.value}", span=kept.name.span)
        named = replace(metadata, name=called)
        return fields.section("spec", lambda inner: decode_definition(kind, named, inner))

    return spec.section(field, decode_kept)


def _is_named(definition: Node | None) -> bool:
    """Tell whether a field of a revision keeps a definition."""
    metadata = definition.get("metadata") if isinstance(definition, Mapping) else None
    name = metadata.get("name") if isinstance(metadata, Mapping) else None
    return name is not None and not is_null(name)


def _template(spec: Fields) -> tuple[Scalar | None, str]:
    """Return the template of a definition, or why nothing can be made of it."""
    found: list[Scalar | None] = [None]
    others: list[str] = []

    def decode_schematic(fields: Fields) -> None:
        others.extend(name for name in OTHER_SCHEMATICS if fields.value(name) is not None)
        found[0] = fields.optional_section("cue", decode_cue)

    def decode_cue(fields: Fields) -> Scalar | None:
        fields.text("template", empty=True)
        node = fields.value("template")
        return node if isinstance(node, Scalar) else None

    spec.optional_section("schematic", decode_schematic)
    extension = spec.value("extension")
    if found[0] is None and not others and isinstance(extension, Mapping):
        node = extension.get("template")
        found[0] = node if isinstance(node, Scalar) and isinstance(node.value, str) else None
    if others:
        return None, f"its schematic is one of {others[0]}, and only those of CUE are compiled"
    return found[0], "" if found[0] is not None else "it has no template"


def steps_of(path: str) -> tuple[str | int, ...]:
    """Return the steps of a path such as `spec.targets[0].ref`."""
    steps: list[str | int] = []
    for part in path.split("."):
        name, *numbers = part.replace("]", "").split("[")
        if name:
            steps.append(name)
        steps += [int(number) if number.isdecimal() else number for number in numbers if number]
    return tuple(steps)
