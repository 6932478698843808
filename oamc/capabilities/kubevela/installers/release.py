"""`Release`: what a component says of the chart that it installs, in the same words for every type of such components.

Which ways there are to install it, and what each cannot follow, the types say in tables: by the way, then by the property.
"""

from __future__ import annotations

from oamc.capabilities.kubevela.objects import component_object
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.property_schema import NAME
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.choices import ARGO_CD, DEPENDENCY, FLUX
from oamc.diagnostics.codes.capabilities import WRONG_PROPERTY
from oamc.diagnostics.codes.vela import CHART_NOT_INSTALLED, IGNORED_PROPERTY, MOVING_VERSION, REFUSED_PROPERTIES
from oamc.expressions.holes import Hole, NotEmpty, When
from oamc.expressions.problems import problem
from oamc.expressions.types import NumberType, ObjectType, TextType
from oamc.ir.properties import known_of
from oamc.objects.tree import At
from oamc.records import Record, replace
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.capabilities.contracts import Context
    from oamc.expressions.holes import Path
    from oamc.expressions.types import ValueType
    from oamc.ir.program import Instance
    from oamc.ir.properties import Bound, Group, Leaf
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span
    from oamc.values.parameters import Parameter

REPOSITORY, REGISTRY, GIT, BUCKET = "helm", "oci", "git", "oss"
"""Where a chart is: in a repository of charts, in a registry, in a git repository, or in a bucket."""
ANY = "*"
"""The range of all versions."""

DURATION = TextType(pattern=r"([0-9]{1,9}(\.[0-9]{1,9})?(ms|s|m|h)){1,8}", rule="must be a time, such as 5m or 1h30m")
RETRIES = NumberType(whole=True, minimum=-1, maximum=2**31 - 1)
VERSIONS = TextType(
    pattern=r"[-0-9A-Za-z.*<>=!~^|,+ ]{1,256}", rule="must be a version, or a range of versions such as ~1.2 or >=1.2.0 <2.0.0"
)
RELEASE_NAME = TextType(
    pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
    rule="must have lower-case letters, digits, hyphens and dots",
    minimum_length=1,
    maximum_length=53,
)
NAMESPACE = TextType(
    pattern="[a-z0-9]([-a-z0-9]*[a-z0-9])?", rule="must be the name of a namespace", minimum_length=1, maximum_length=63
)
VALUES = item("values", ObjectType(of_chart=True), "The values of the chart.", {})
SECRET = item("secretRef", OBJECT_NAME, "The Secret with which the repository is read.")
CHART = NAME

_REST = r"(/[!-.0-?A-~]*)*"
_HOST = r"[A-Za-z0-9][-A-Za-z0-9._]*(:[0-9]{1,5})?"
ADDRESSES = {
    REPOSITORY: TextType(
        pattern=rf"https?://{_HOST}{_REST}",
        rule="must begin with https:// or http:// and a host, without a name or a password in front of it",
    ),
    REGISTRY: TextType(pattern=rf"oci://{_HOST}{_REST}", rule="must begin with oci:// and the host of a registry"),
    GIT: TextType(
        pattern=rf"(https?://|ssh://([-A-Za-z0-9._]+@)?){_HOST}{_REST}",
        rule="must begin with https://, http:// or ssh:// and a host, without a password in front of it",
    ),
    BUCKET: TextType(pattern=rf"{_HOST}{_REST}", rule="must be the host of a store of objects, without a scheme"),
}
"""What the address of a repository is, by where the chart is. A password in it could be read by everybody."""
STAND_IN = ("v2", "Chart")
NOT_FOLLOWED = "a dependency belongs to the release of the whole chart"
NOTHING: Mapping[str, object] = MappingProxyType({})
IS_SO = "it is so in any case"
IS_THERE = "the source of the chart is there already"
HOLDS_NULL = "there is null among the values, which no template can hand on"
NAME_OF_CHART = TextType(
    pattern=r"[A-Za-z0-9][-A-Za-z0-9._]*", rule="must have letters, digits, hyphens, underscores and dots alone"
)
"""What a chart is called in a repository or a registry."""
TAKES = {
    DEPENDENCY: (REPOSITORY, REGISTRY),
    FLUX: (REPOSITORY, REGISTRY, GIT, BUCKET),
    ARGO_CD: (REPOSITORY, REGISTRY, GIT),
}
"""The places from which each way to install a chart can take one."""
PLACES = {GIT: "a git repository", BUCKET: "a bucket"}
IN_WORDS = {
    DEPENDENCY: "become a dependency of the chart",
    FLUX: "be installed by Flux",
    ARGO_CD: "be installed by Argo CD",
}


class Release(Record):
    """A chart and how it is to be installed.

    `where` the chart is, at an `address`, which the property `address_words` says; `chart` is its name there, or its path in a
    git repository or a bucket; `versions` the range that may be taken, None where nobody says. It goes into the `namespace`
    under the `name`, as far as these are given. `source` names a source of Flux that is there. Further fields are those
    `of_source`, `of_chart` and `of_release` in the words of Flux, and those `of_argo_cd` below its `helm`, with `branch` and
    `retries`. `makes_namespace` tells whether that is made with the release. `refused` and `ignored` say what a way to install
    cannot follow, by the way, then by the property with the reason; `followed` are values that every way follows. `fixed` are
    values that shape all this, each with the reason.
    """

    instance: Instance
    properties: Group
    where: str
    address: Leaf
    address_words: str
    chart: Leaf
    versions: Leaf | None
    values: Leaf
    refused: Mapping[str, Mapping[str, str]]
    ignored: Mapping[str, Mapping[str, str]]
    followed: Mapping[str, object] = NOTHING
    namespace: Leaf | None = None
    name: str | None = None
    source: Tree = None
    branch: Tree = None
    retries: Leaf | None = None
    of_source: tuple[tuple[str, Tree], ...] = ()
    of_chart: tuple[tuple[str, Tree], ...] = ()
    of_release: tuple[tuple[str, Tree], ...] = ()
    of_argo_cd: tuple[tuple[str, Tree], ...] = ()
    makes_namespace: bool = True
    fixed: tuple[tuple[Path, str], ...] = ()

    @property
    def component(self) -> str:
        """Return the name of the component."""
        return self.instance.name.value

    @property
    def range(self) -> str:
        """Return the versions of the chart that may be taken, any where nobody says."""
        return ANY if self.versions is None else str(self.versions.known)

    @property
    def version(self) -> Tree:
        """Return these versions as a part of an object."""
        return ANY if self.versions is None else self.versions.tree

    @property
    def values_path(self) -> Path:
        """Return where the values of the chart are among those of the output."""
        return (self.component, "properties", "values")

    @property
    def place(self) -> str:
        """Return the namespace into which the chart goes, the empty text where the component says none."""
        return "" if self.namespace is None else str(self.namespace.known)

    @property
    def given_values(self) -> Tree:
        """Return the values as a part of an object, which is not there while there are none."""
        hole = self.values.value
        if isinstance(hole, Hole):
            return When(condition=NotEmpty(path=hole.path), then=At(hole, self.values.span))
        return self.values.tree if self.values.known else None

    def follows(self, words: str, part: Bound | None) -> bool:
        """Tell whether a property says what is done anyhow."""
        return words in self.followed and self.followed[words] == known_of(part)

    def settled(self, way: str) -> dict[Path, str]:
        """Return the paths of what says what is done anyhow, and is therefore in no object, with the reason."""
        words = set(self.followed) & set(self.ignored.get(way, {}))
        paths = {(self.component, "properties", *name.split(".")) for name in words}
        return {one.path: IS_SO for one in self.instance.parameters if one.path in paths and not one.fixed}

    def live_in_objects(self) -> tuple[tuple[tuple[Path, str], ...], dict[Path, Parameter]]:
        """Return what must be fixed where objects hold all this, with the reasons, and what has another type there."""
        types: dict[Path, ValueType] = {}
        fixed = dict(self.fixed)
        if null_in(self.values.known) is not None:
            fixed[self.values_path] = HOLDS_NULL
        else:
            types[self.values_path] = ObjectType()
        if isinstance(self.address.value, Hole) and self.source is not None:
            fixed[self.address.value.path] = IS_THERE
        elif isinstance(self.address.value, Hole):
            types[self.address.value.path] = ADDRESSES[self.where]
        if isinstance(self.chart.value, Hole) and self.where in {REPOSITORY, REGISTRY}:
            types[self.chart.value.path] = NAME_OF_CHART
        parameters = {one.path: one for one in self.instance.parameters if not one.fixed}
        return (
            tuple((path, why) for path, why in fixed.items() if path in parameters),
            {path: replace(parameters[path], type=kind) for path, kind in types.items() if path in parameters},
        )


def null_in(value: object) -> Path | None:
    """Return the path of the first null in a value, None where there is none."""
    if value is None:
        return ()
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = ((str(name), null_in(part)) for name, part in parts)
    return next(((name, *below) for name, below in found if below is not None), None)


def stand_in(instance: Instance, values: Tree = None) -> KubeObject:
    """Return what stands for a chart while traits look for a workload. No object is made of it."""
    return component_object(instance, STAND_IN, (("values", values),), span=instance.name.span)


def given(properties: Group, words: str) -> tuple[Bound | None, Span] | None:
    """Return a property that the document gives, by its name with dots, and the place of the name; None where it gives none."""
    group: Group | None = properties
    *above, name = words.split(".")
    for step in above:
        group = group.group(step) if group is not None else None
    return (group.parts.get(name), group.keys[name]) if group is not None and name in group.keys else None


def check_release(release: Release, way: str, context: Context) -> None:
    """Report what a way to install a chart cannot follow, an address that is none, and versions that nobody has chosen."""
    reports, what = context.reports, f'component "{release.component}"'
    if release.where not in TAKES[way]:
        taker = "Helm" if way == DEPENDENCY else "Argo CD"
        reason = f"{taker} takes no chart from {PLACES[release.where]}"
        refuse(release, way, release.address.span, reason, context)
    for words, reason in release.refused.get(way, {}).items():
        found = given(release.properties, words)
        if found is not None:
            refuse(release, way, found[1], f'property "{words}" {reason}', context)
    for words, reason in release.ignored.get(way, {}).items():
        found = given(release.properties, words)
        if found is not None and not release.follows(words, found[0]):
            hint = "leave it out" if words in release.ignored.get(FLUX, {}) else "leave it out, or give --charts-as flux"
            reports.add(IGNORED_PROPERTY, at=found[1], property=words, what=what, reason=reason, hint=hint)
    wrong = problem(ADDRESSES[release.where], release.address.known)
    if wrong:
        words = release.address_words
        reports.add(WRONG_PROPERTY, at=release.address.span, property=words, what=what, problem=wrong)
    if release.where not in {REPOSITORY, REGISTRY}:
        return
    if problem(NAME_OF_CHART, release.chart.known):
        reason = "the name of a chart has letters, digits, hyphens, underscores and dots alone"
        hint = "what stands before the name belongs to the address of the repository"
        reports.add(REFUSED_PROPERTIES, at=release.chart.span, what=what, reason=reason, hint=hint)
    if release.range == ANY:
        at = release.chart.span if release.versions is None else release.versions.span
        hint = "write the version that was tried, such as version: 1.2.3, or a range such as ~1.2"
        reports.add(MOVING_VERSION, at=at, component=release.component, chart=release.chart.known, hint=hint)


def refuse(release: Release, way: str, at: Span, reason: str, context: Context, hint: str = "") -> None:
    """Report that a chart cannot be installed in a way, and which other one there is, where there is no better `hint`."""
    others = [other for other in (FLUX, ARGO_CD, DEPENDENCY) if other != way and not _is_refused(release, other)]
    other = f"give --charts-as {' or '.join(others)}" if others else "no other way to install it could follow that either"
    context.reports.add(
        CHART_NOT_INSTALLED, at=at, component=release.component, way=IN_WORDS[way], reason=reason, hint=hint or other
    )


def _is_refused(release: Release, way: str) -> bool:
    """Tell whether another way cannot follow what the document gives either."""
    return release.where not in TAKES[way] or any(
        given(release.properties, words) is not None for words in release.refused.get(way, {})
    )
