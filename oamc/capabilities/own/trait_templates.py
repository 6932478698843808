"""Traits that documents of the input describe: each becomes a trait of the catalog, like a built-in one.

In: the descriptions of a run, and the catalog that is there without them. Out: a catalog with both. What a description says is
checked once, whether or not an application uses it (docs/spec/own-capabilities.md, 1).
"""

from __future__ import annotations

from oamc.bounded_templates import SealedError, TemplateProblemError, prepared
from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, Change, Patch, Property, Trait
from oamc.capabilities.kubevela.whole_objects import is_allowed_kind, report_kind
from oamc.capabilities.labels import TRAIT_ROLE
from oamc.capabilities.own.patch_checks import KEPT, OF_METADATA, check_patch, object_named
from oamc.capabilities.own.rendering import Templates, rendered
from oamc.capabilities.own.trees import ResultError
from oamc.capabilities.pods import kube_object
from oamc.diagnostics.codes import own as codes
from oamc.diagnostics.reports import Related, listing, nearest
from oamc.kubernetes.cluster_needs import NEEDS
from oamc.model.group_version_kind import parse_group_version_kind
from oamc.source.nodes import Mapping, Sequence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.bounded_templates import Prepared
    from oamc.capabilities.catalog import Catalog
    from oamc.capabilities.contracts import Subject
    from oamc.capabilities.own.rendering import Result
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundTrait
    from oamc.model.own_templates import TraitTemplate
    from oamc.objects.tree import KubeObject, Tree
    from oamc.source.nodes import Node
    from oamc.spans import Located

FEATURES = (PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT)
OBJECTS, PATCHES = "objects", "patches"
IDENTITY = ("apiVersion", "kind", "metadata")


class Spent:
    """The steps that the templates of a run have taken."""

    def __init__(self) -> None:
        self.steps = 0


def with_templates(catalog: Catalog, templates: Iterable[TraitTemplate], reports: Reports) -> Catalog:
    """Return a catalog with the traits that are described. What is wrong with one is reported, and nothing comes of it then."""
    spent = Spent()
    first: dict[str, TraitTemplate] = {}
    traits: list[Trait] = []
    for template in templates:
        errors = reports.errors
        for name in (template.name, *template.aliases):
            if not _is_free(name, template, first, catalog, reports):
                break
        needs = frozenset(_needs(template, catalog, reports))
        _check_requirements(template, reports)
        program: Prepared | None = None
        try:
            program = prepared(Templates(), template.template)
        except TemplateProblemError as problem:
            _report(template, problem, reports)
        if catalog.trait_by_alias(template.name.value) is None and first[template.name.value] is template:
            traits.append(_trait(template, needs, program if reports.errors == errors else None, spent))
    return catalog.extended(traits=traits)


def _is_free(
    name: Located[str], template: TraitTemplate, first: dict[str, TraitTemplate], catalog: Catalog, reports: Reports
) -> bool:
    """Tell whether no other trait has a name; report that one has it."""
    earlier = first.setdefault(name.value, template)
    related: list[Related] = []
    other = ""
    known = catalog.trait_by_alias(name.value)
    if known is not None:
        other = f"a trait of {known.source}" if known.source else "a trait that oamc has"
    elif earlier is not template:
        other, related = "another one", [Related(span=earlier.name.span, message="the first one is here")]
    if other:
        hint = "choose another name"
        reports.add(codes.NAME_TAKEN, at=name.span, related=related, what="trait", name=name.value, other=other, hint=hint)
    return not other


def _needs(template: TraitTemplate, catalog: Catalog, reports: Reports) -> Iterator[str]:
    """Yield the features and names that a workload type needs, one of which it must have."""
    known = {name.rpartition(".")[2]: name for name in catalog.workload_type_names()}
    for item in template.applies_to:
        word = item.value
        if word in FEATURES or word in known.values() or ("/" in word and parse_group_version_kind(word) is not None):
            yield word
        elif word in known:
            yield known[word]
        else:
            near = nearest(word, (*known, *FEATURES))
            hint = f'did you mean "{near}"?' if near else f"it takes {listing(known)}, and the features {listing(FEATURES)}"
            reports.add(codes.UNKNOWN_WORD, at=item.span, field="appliesTo", trait=template.name.value, name=word, hint=hint)


def _check_requirements(template: TraitTemplate, reports: Reports) -> None:
    """Report words for what a cluster must have that nobody knows."""
    for item in template.requires:
        if item.value not in NEEDS:
            near = nearest(item.value, NEEDS)
            hint = f'did you mean "{near}"?' if near else f"known are {listing(NEEDS)}"
            reports.add(
                codes.UNKNOWN_WORD, at=item.span, field="requires", trait=template.name.value, name=item.value, hint=hint
            )


def _trait(template: TraitTemplate, needs: frozenset[str], program: Prepared | None, spent: Spent) -> Trait:
    """Return the trait. One without a program does nothing: what is wrong with it is told."""

    def change(use: BoundTrait, subject: Subject) -> Change:
        """Fill the template, and take what it gives."""
        if program is None:
            return Change()
        reports = subject.context.reports
        try:
            result, spent.steps = rendered(template, program, use, subject, spent.steps)
            return _change(result, use, subject)
        except TemplateProblemError as problem:
            _report(template, problem, reports, use)
        except ResultError as problem:
            related = [Related(span=use.name_span, message="it is used here")]
            trait = template.name.value
            reports.add(codes.BAD_RESULT, at=template.place.at(1, 1), related=related, trait=trait, problem=str(problem))
        return Change()

    return Trait(
        names=(template.name.value, *(alias.value for alias in template.aliases)),
        summary=" ".join(template.description.split()),
        properties=tuple(
            Property(
                name=item.name.value,
                type=item.type,
                description=" ".join(item.description.split()),
                required=item.required,
                default=item.default,
                live=item.live,
                example=item.example,
            )
            for item in template.properties
        ),
        needs=needs,
        change=change,
        optional=template.optional,
        requires=tuple(item.value for item in template.requires),
        provides=template.provides,
        wants=template.wants,
        source=str(template.name.span),
    )


def _report(template: TraitTemplate, problem: TemplateProblemError, reports: Reports, use: BoundTrait | None = None) -> None:
    """Report why a template cannot be filled, at its line, or at the first one."""
    lines = template.template.split("\n")
    number = problem.line if 0 < problem.line <= len(lines) else 1
    line = lines[number - 1]
    at = template.place.at(number, len(line) - len(line.lstrip()) + 1)
    related = [] if use is None else [Related(span=use.name_span, message="it is used here")]
    cause = problem.__cause__
    if isinstance(cause, SealedError):
        declared = (item for item in template.properties if cause.words == f'property "{item.name.value}"')
        related = [Related(span=item.name.span, message="it is declared here") for item in declared] or related
        hint = "print it by itself, or declare the property with live: false"
        reports.add(codes.LIVE_IN_STRUCTURE, at=at, related=related, trait=template.name.value, value=cause.words, hint=hint)
        return
    reason = problem.reason.partition(". ")[0].rstrip(".")  # jinja2 writes sentences
    reports.add(codes.TEMPLATE_FAILS, at=at, related=related, trait=template.name.value, problem=reason)


def _change(result: Result, use: BoundTrait, subject: Subject) -> Change:
    """Return the change that a template gives. Raises `ResultError`."""
    if result.document is None:
        return Change()
    root = result.document.root
    for entry in root:
        if entry.key not in (OBJECTS, PATCHES):
            raise ResultError(f'it has "{entry.key}" beside objects and patches')
    objects = [_object(item, result, use, subject) for item in _items(root.get(OBJECTS), OBJECTS)]
    patches = [_patch(item, result, subject) for item in _items(root.get(PATCHES), PATCHES)]
    return Change(objects=tuple(item for item in objects if item is not None), patches=tuple(patches))


def _items(node: Node | None, field: str) -> Iterator[Mapping]:
    """Yield the items of a list of mappings. One that is missing or empty has none."""
    if node is None or (not isinstance(node, Mapping | Sequence) and node.value is None):
        return
    if not isinstance(node, Sequence):
        raise ResultError(f"{field} must be a list")
    for item in node:
        if not isinstance(item, Mapping):
            raise ResultError(f"{field} has an item that is no mapping")
        yield item


def _object(node: Mapping, result: Result, use: BoundTrait, subject: Subject) -> KubeObject | None:
    """Return an object; None where the operator does not allow its kind, which is reported."""
    places = result.places
    api_version, kind = places.known(node.get("apiVersion"), "apiVersion"), places.known(node.get("kind"), "kind")
    metadata = node.get("metadata")
    if not isinstance(metadata, Mapping):
        raise ResultError(f"an object of kind {kind} has no metadata")
    for entry in metadata:
        if entry.key not in OF_METADATA:
            raise ResultError(f"metadata of an object has {listing(OF_METADATA)}, and not {entry.key}")
    name = places.known(metadata.get("name"), "metadata.name")
    if not is_allowed_kind(api_version, kind, subject.context):
        report_kind(api_version, kind, use.name_span, subject.context)
        return None
    others = (entry for entry in node if entry.key not in IDENTITY)
    fields = [(places.key(entry.key), places.tree(entry.value)) for entry in others]
    if any(key in (*KEPT, *IDENTITY) for key, _ in fields) or len(dict(fields)) < len(fields):
        raise ResultError(f"an object of kind {kind} has a field that is not for it, or has one twice")
    return kube_object(
        subject.instance,
        (api_version, kind),
        name,
        labels={**_texts(metadata.get("labels"), "labels", result), **TRAIT_ROLE},
        annotations=_texts(metadata.get("annotations"), "annotations", result) or None,
        fields=tuple(fields),
        span=use.name_span,
    )


def _texts(node: Node | None, field: str, result: Result) -> dict[str, Tree]:
    """Return labels or annotations."""
    if node is None:
        return {}
    tree = result.places.tree(node)
    if not isinstance(tree, dict):
        raise ResultError(f"metadata.{field} must be a mapping with an entry that is always there")
    return dict(tree)


def _patch(node: Mapping, result: Result, subject: Subject) -> Patch:
    """Return a patch of the main object, of its pods, or of another object of the instance."""
    for entry in node:
        if entry.key not in ("target", "patch", "pod"):
            raise ResultError(f'an item of patches has target, patch and pod, and not "{entry.key}"')
    bodies = [name for name in ("patch", "pod") if node.get(name) is not None]
    if len(bodies) != 1:
        raise ResultError("an item of patches has a patch of an object, or of a pod")
    target = _target(node.get("target"), result, subject)
    body = node.get(bodies[0])
    if not isinstance(body, Mapping) or not body.entries:
        raise ResultError(f"{bodies[0]} must be a mapping with an entry")
    tree = {result.places.key(entry.key): result.places.tree(entry.value, removes=True) for entry in body}
    found = Patch(tree=tree, target=None if target is subject.rendered.main else (target.kind, target.name))
    if bodies == ["pod"]:
        if target is not subject.rendered.main or not subject.workload_type.pod:
            raise ResultError(f"{target.kind} {target.name} has no pods to patch")
        found = subject.pod(tree)
    check_patch(found.tree, target, subject)
    return found


def _target(node: Node | None, result: Result, subject: Subject) -> KubeObject:
    """Return the object that a patch is for: the main one where nothing is said."""
    if node is None:
        return subject.rendered.main
    if not isinstance(node, Mapping) or {entry.key for entry in node} != {"kind", "name"}:
        raise ResultError("the target of a patch has a kind and a name")
    kind, name = result.places.known(node.get("kind"), "kind"), result.places.known(node.get("name"), "name")
    return object_named(kind, name, subject)
