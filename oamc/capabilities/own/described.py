"""Capabilities that documents of the input describe: each becomes one of the catalog, like a built-in one.

In: the descriptions of a run, and the catalog that is there without them. Out: a catalog with both. What a description says is
checked once, whether or not an application uses it (docs/spec/own-capabilities.md, 1).
"""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT, Property
from oamc.capabilities.own.programs import Languages
from oamc.diagnostics.codes import own as codes
from oamc.diagnostics.reports import Related, listing, nearest
from oamc.kubernetes.cluster_needs import NEEDS
from oamc.model.group_version_kind import parse_group_version_kind
from oamc.model.own_templates import ScopeTemplate, TraitTemplate, WorkloadTemplate

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from oamc.capabilities.catalog import Catalog
    from oamc.diagnostics.reports import Reports
    from oamc.engines.contract import CueEngine
    from oamc.ir.program import Capability
    from oamc.model.left_out import LeftOut
    from oamc.model.own_templates import OwnTemplate
    from oamc.spans import Located

FEATURES = (PODS, REPLICABLE, SCALABLE, SERVICE_ENDPOINT)


def with_templates(
    catalog: Catalog,
    templates: Iterable[OwnTemplate],
    reports: Reports,
    engine: Callable[[], CueEngine],
    left_out: LeftOut | None,
) -> Catalog:
    """Return a catalog with what is described. What is wrong with a description is reported, and nothing comes of it then.

    Templates in CUE are evaluated by the `engine`, which is asked for where there is one. A name that may be among what is
    `left_out` is not told to be unknown.
    """
    languages = Languages(engine, reports)
    first: dict[tuple[str, str], OwnTemplate] = {}
    free: list[tuple[OwnTemplate, int]] = []
    types, traits, scopes = [], [], []
    for template in templates:
        errors = reports.errors
        if _are_free(template, first, catalog, reports):
            _check_requirements(template, reports)
            free.append((template, reports.errors - errors))
    for template, wrong in free:
        if isinstance(template, WorkloadTemplate):
            from oamc.capabilities.own.workload_types import workload_type_of

            types.append(workload_type_of(template, _properties(template), languages, is_right=not wrong))
    catalog = catalog.extended(workload_types=types)
    for template, wrong in free:
        if isinstance(template, TraitTemplate):
            from oamc.capabilities.own.trait_templates import trait_of

            errors = reports.errors
            needs = frozenset(_needs(template, catalog, reports, left_out))
            is_right = not wrong and reports.errors == errors
            traits.append(trait_of(template, _properties(template), needs, languages, is_right=is_right))
        elif isinstance(template, ScopeTemplate):
            from oamc.capabilities.own.scope_types import scope_of

            scopes.append(scope_of(template, _properties(template), languages, is_right=not wrong))
    return catalog.extended(traits=traits, scopes=scopes)


def _are_free(template: OwnTemplate, first: dict[tuple[str, str], OwnTemplate], catalog: Catalog, reports: Reports) -> bool:
    """Tell whether the name of a description is its own. A name that something else has is reported."""
    for name in (template.name, *template.aliases):
        earlier = first.setdefault((template.word, name.value), template)
        known = _known(template, name, catalog)
        related: list[Related] = []
        other = ""
        if known is not None:
            other = f"a {template.word} of {known.source}" if known.source else f"a {template.word} that oamc has"
        elif earlier is not template:
            other, related = "another one", [Related(span=earlier.name.span, message="the first one is here")]
        if other:
            hint = "choose another name"
            reports.add(
                codes.NAME_TAKEN, at=name.span, related=related, what=template.word, name=name.value, other=other, hint=hint
            )
            break
    own = first[template.word, template.name.value]
    return own is template and _known(template, template.name, catalog) is None


def _known(template: OwnTemplate, name: Located[str], catalog: Catalog) -> Capability | None:
    """Return the capability of the same sort that a catalog has by a name."""
    match template:
        case TraitTemplate():
            return catalog.trait_by_alias(name.value)
        case WorkloadTemplate():
            return catalog.workload_type(name.value)
        case _:
            return catalog.scope(name.value)


def _needs(template: TraitTemplate, catalog: Catalog, reports: Reports, left_out: LeftOut | None) -> Iterator[str]:
    """Yield the features and names that a workload type needs, one of which it must have."""
    known = {name.rpartition(".")[2]: name for name in catalog.workload_type_names()}
    for item in template.applies_to:
        word = item.value
        if word in FEATURES or word in known.values() or ("/" in word and parse_group_version_kind(word) is not None):
            yield word
        elif word in known:
            yield known[word]
        elif left_out is not None and left_out.has_workload_type(word):
            yield word
        else:
            near = nearest(word, (*known, *FEATURES))
            hint = f'did you mean "{near}"?' if near else f"it takes {listing(known)}, and the features {listing(FEATURES)}"
            reports.add(codes.UNKNOWN_WORD, at=item.span, field="appliesTo", what=template.what, name=word, hint=hint)


def _check_requirements(template: OwnTemplate, reports: Reports) -> None:
    """Report words for what a cluster must have that nobody knows."""
    for item in template.requires:
        if item.value not in NEEDS:
            near = nearest(item.value, NEEDS)
            hint = f'did you mean "{near}"?' if near else f"known are {listing(NEEDS)}"
            reports.add(codes.UNKNOWN_WORD, at=item.span, field="requires", what=template.what, name=item.value, hint=hint)


def _properties(template: OwnTemplate) -> tuple[Property, ...]:
    """Return the properties that a description declares."""
    return tuple(
        Property(
            name=item.name.value,
            type=item.type,
            description=" ".join(item.description.split()),
            required=item.required,
            default=item.default,
            live=item.live,
            example=item.example,
            of_definition=True,
        )
        for item in template.properties
    )
