"""The leaves of charts' values under hostile overrides: refused by Helm and oamc alike, or arrived and nothing else changed.

    for chart in charts():
        for leaf in chart.leaves():
            for name in HOSTILE_VALUES:
                chart.trial(leaf, name).wrong == ""

Where a leaf may change the objects is found out with harmless values: those that the schema of the chart allows and that no
layer could take for more than a value. A hostile value may change the same places, and no others.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, partial
from random import Random
from typing import Any, NamedTuple

from oamc.backends.contract import Output
from oamc.choices import FLUX
from oamc.compiler import build
from oamc.diagnostics.reports import Reports
from oamc.expressions.numbers import spell_json
from oamc.options import Options
from oamc.records import replace
from oamc.spans import SourceFile
from oamc.values.overrides import Overrides
from oamc.verification.compare import differences
from oamc.verification.patterns import matching
from oamc.verification.samples import merged, types
from tests.assurance.exact.hostile_values import HOSTILE_VALUES
from tests.golden_files import GOLDEN, cases
from tests.support.agreement import chart_values, objects, source
from tests.support.helm import shared_engine
from tests.test_examples import EXAMPLES, NAMES

Path = tuple[str, ...]
Place = tuple[str, int, Path]
"""A place in the objects: the kind, which object of that kind, and the keys and indices below it."""

HARMLESS = (
    "harmless",
    "/harmless",
    "harmless.example.com",
    "example/harmless:1",
    "1",
    "128Mi",
    "250m",
    "Always",
    "IfNotPresent",
)
DRAWN = 12
SCHEMA_REFUSES = "values don't meet the specifications of the schema"
REQUIREMENT_FAILS = "/templates/requirements.yaml:"


class Trial(NamedTuple):
    """What became of a hostile value: the outcome is "refused", "arrived" or "failed"; `wrong` says what must not be."""

    outcome: str
    wrong: str


class Chart:
    """One output of a golden case or of an example, built once, and its objects for any overrides."""

    def __init__(self, name: str, sources: Sequence[SourceFile], options: Options, output: Output) -> None:
        self.name = name
        self.files = dict(output.files)
        self._sources = tuple(sources)
        self._options = options
        self._output = output
        self.values = chart_values(self.files)
        self.schema = json.loads(self.files["values.schema.json"])
        self._tried: dict[Path, tuple[list[tuple[frozenset[Place], Counter[str]]], Iterator[Any]]] = {}

    def leaves(self) -> list[Path]:
        """Return the path of every value that is no mapping on the way: texts, numbers, booleans, lists, parameters."""
        return list(_leaves(self.schema, ()))

    def rendered(self, overrides: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
        """Return the objects that Helm makes, or its refusal."""
        answer = shared_engine().render(self.files, overrides)
        return list(answer.documents), answer.refusal

    def manifests(self, overrides: dict[str, Any]) -> tuple[list[dict[str, Any]], list[str]]:
        """Return the objects of the manifests, or the errors."""
        reports = Reports()
        files = (source(json.dumps(overrides), "overrides.json"),)
        options = replace(self._options, format="manifests", overrides=Overrides(files=files))
        outputs = build(self._sources, options, reports)
        errors = [f"{found.span}: {found.code.id} {found.message}" for found in reports.found if found.severity == "error"]
        own = [output.files for output in outputs if same_output(output, self._output)]
        return [item for found in own for item in objects(found)], errors

    @cached_property
    def base(self) -> list[dict[str, Any]]:
        """The objects of the chart without overrides."""
        return self.rendered({})[0]

    def trial(self, leaf: Path, name: str) -> Trial:
        """Try a leaf with a hostile value."""
        value = HOSTILE_VALUES[name]
        overrides = _below(leaf, value)
        found, refusal = self.rendered(overrides)
        try:
            ours, errors = self.manifests(overrides)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is a fault of oamc
            return Trial("failed", f"oamc fails: {error!r}")
        if refusal or errors:
            return Trial("refused", _wrong_refusal(refusal, errors))
        return Trial("arrived", self._wrong_objects(leaf, value, found, ours))

    def _wrong_objects(self, leaf: Path, value: Any, found: list[dict[str, Any]], ours: list[dict[str, Any]]) -> str:
        """Say what is wrong with the objects of a value that was accepted."""
        unlike = differences(ours, found)
        if unlike:
            return f"chart and manifests differ: {'; '.join(map(str, unlike[:3]))}"
        kinds = Counter(item["kind"] for item in found)
        if not self._may_be(leaf, kinds):
            return f"there are new objects: {kinds - self.kinds(leaf)}"
        elsewhere = self._elsewhere(leaf, list(_changes(self.base, found)))
        if elsewhere:
            return f"it changes what is not its own: {elsewhere[:3]}"
        if value is not None and leaf[-1] != "enabled" and not self._took(leaf, value, found) and self.places(leaf):
            return "it arrived nowhere"
        return ""

    def _took(self, leaf: Path, value: Any, found: list[dict[str, Any]]) -> bool:
        """Tell whether a value shows in the objects. A switch shows in what it adds or takes away."""
        default = self._default(leaf)
        if isinstance(value, bool) and (value != bool(default)) == bool(list(_changes(self.base, found))):
            return True
        return _arrived(merged(default, value), found)  # Helm merges mappings

    def _default(self, leaf: Path) -> Any:
        """Return the default of a leaf, None where it has none."""
        default: Any = self.values
        for key in leaf:
            default = (default or {}).get(key)
        return default

    def kinds(self, leaf: Path) -> Counter[str]:
        """Return how many objects of each kind there may be, whatever the leaf is."""
        most = Counter(item["kind"] for item in self.base)
        for _, kinds in self._harmless(leaf):
            most |= kinds
        return most

    def places(self, leaf: Path) -> frozenset[Place]:
        """Return the places that change with a leaf."""
        return frozenset().union(*(changed for changed, _ in self._harmless(leaf)))

    def _harmless(self, leaf: Path) -> Iterator[tuple[frozenset[Place], Counter[str]]]:
        """Yield what changes with a leaf under each harmless value that Helm takes, and the number of objects of each kind.

        A value is tried when somebody asks for what comes of it: the first ones tell most that is asked.
        """
        known, waiting = self._tried.setdefault(leaf, ([], harmless_values(_schema_at(self.schema, leaf))))
        yield from known
        for value in waiting:
            found, refusal = self.rendered(_below(leaf, value))
            if not refusal:
                known.append((frozenset(_changes(self.base, found)), Counter(item["kind"] for item in found)))
                yield known[-1]

    def _may_be(self, leaf: Path, kinds: Counter[str]) -> bool:
        """Tell whether there are no more objects of any kind than there may be."""
        most = Counter(item["kind"] for item in self.base)
        return kinds <= most or any(kinds <= (most := most | other) for _, other in self._harmless(leaf))

    def _elsewhere(self, leaf: Path, places: list[Place]) -> list[Place]:
        """Return those of some places that do not change with a leaf, nor one above or below them."""
        for changed, _ in self._harmless(leaf) if places else ():
            places = [place for place in places if not any(map(partial(_meet, place), changed))]
            if not places:
                break
        return places


def charts(names: Iterable[str] | None = None) -> Iterator[Chart]:
    """Yield the charts of all golden cases and of the examples, or of those that are named."""
    wanted = None if names is None else set(names)
    for case in cases(GOLDEN):
        if wanted is None or case.name in wanted:
            yield from _charts(case.name, case.sources(Reports()), case.options)
    for name in NAMES:
        if wanted is None or f"example {name}" in wanted:
            paths = sorted((EXAMPLES / name).glob("*.yaml"))
            sources = [source(path.read_text(encoding="utf-8"), path.name) for path in paths]
            yield from _charts(f"example {name}", sources, Options(charts_as=FLUX))


def all_trials() -> list[tuple[Chart, Path, str]]:
    """Return every leaf of every chart with every hostile value."""
    return [(chart, leaf, name) for chart in charts() for leaf in chart.leaves() for name in HOSTILE_VALUES]


def thin_slice(trials: Sequence[tuple[Chart, Path, str]]) -> list[tuple[Chart, Path, str]]:
    """Return few of all trials: each leaf at least once, and each kind of schema with every hostile value.

    The step is one less than the number of values: it has no divisor in common with it, so that neighbors get other values,
    and no leaf lies between two steps. What that leaves of kinds and values is added. `make assurance` tries them all.
    """
    step = len(HOSTILE_VALUES) - 1
    chosen = list(trials[step - 1 :: step])
    met = {kind_of_trial(*trial) for trial in chosen}
    for trial in trials:
        if (kind := kind_of_trial(*trial)) not in met:
            met.add(kind)
            chosen.append(trial)
    return chosen


def kind_of_trial(chart: Chart, leaf: Path, name: str) -> tuple[tuple[str, ...], str]:
    """Return the types that a leaf may have, and the hostile value."""
    return tuple(sorted(types(_schema_at(chart.schema, leaf)))), name


def harmless_values(schema: dict[str, Any]) -> Iterator[Any]:
    """Yield values that a schema may allow and that mean nothing to any layer; Helm tells which it takes."""
    yield from schema.get("enum", ())
    chance = Random(1)
    for kind in types(schema):
        match kind:
            case "boolean":
                yield from (True, False)
            case "integer" | "number":
                yield from _harmless_numbers(schema)
                yield from (0.25, 0.5) if kind == "number" else ()
            case "string" if "pattern" in schema:
                yield from filter(None, (matching(schema["pattern"], chance) for _ in range(DRAWN)))
                yield from HARMLESS
            case "string":
                yield from HARMLESS
            case "array":
                yield from (["harmless"], ["harmless.example.com", "harmless"], ["harmless.example.com"], [])
            case "object":
                yield from ({"harmless": "harmless"}, {"harmless": {"a": 1}}, {})
            case _:
                yield None


def _harmless_numbers(schema: dict[str, Any]) -> Iterator[float]:
    """Yield numbers that a schema may allow: the first ones of its range, some larger ones, and two within narrow bounds."""
    bounds = [schema[bound] for bound in ("minimum", "exclusiveMinimum") if bound in schema]
    low, step = max([-(2**31), *bounds]) if bounds else 1, schema.get("multipleOf", 1)
    first = math.ceil(low / step)
    yield from (step * count for count in (first, first + 1, first + 2, 7, 50))
    high = min((schema[bound] for bound in ("maximum", "exclusiveMaximum") if bound in schema), default=None)
    if high is not None:
        yield from ((low + high) / 2, (low + 3 * high) / 4)


def _charts(name: str, sources: Sequence[SourceFile], options: Options) -> Iterator[Chart]:
    """Yield the charts of some sources."""
    for output in build(tuple(sources), options, Reports()):
        yield Chart(name, sources, options, output)


def same_output(one: Output, other: Output) -> bool:
    """Tell whether two outputs are of one application and for one target."""
    return (one.application, one.target) == (other.application, other.target)


def _leaves(schema: dict[str, Any], path: Path) -> Iterator[Path]:
    """Yield the paths of a schema that end in a value."""
    for key, below in schema["properties"].items():
        if path or key != "global":
            if "properties" in below:
                yield from _leaves(below, (*path, key))
            else:
                yield (*path, key)


def _schema_at(schema: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the schema at a path of values."""
    for key in path:
        schema = schema["properties"][key]
    return schema


def _below(path: Path, value: Any) -> dict[str, Any]:
    """Return a value at a path as a tree of overrides."""
    tree = value
    for key in reversed(path):
        tree = {key: tree}
    assert isinstance(tree, dict)
    return tree


def _wrong_refusal(refusal: str, errors: list[str]) -> str:
    """Say what is wrong with a refusal: both must refuse, and Helm by the schema or by a requirement."""
    if not refusal:
        return f"only oamc refuses: {errors[:2]}"
    if not errors:
        return f"only Helm refuses: {refusal[-300:]}"
    if SCHEMA_REFUSES not in refusal and REQUIREMENT_FAILS not in refusal:
        return f"Helm fails otherwise than by the schema: {refusal[-300:]}"
    return ""


def _changes(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[Place]:
    """Yield the places where two lists of objects differ. Those of one kind belong together by name, the others by order."""
    ours, theirs = _by_kind(before), _by_kind(after)
    for kind in sorted({*ours, *theirs}):
        for number, pair in enumerate(_paired(ours.get(kind, []), theirs.get(kind, []))):
            for path in _unlike((), *pair):
                yield kind, number, path


def _meet(place: Place, other: Place) -> bool:
    """Tell whether two places are one, or one of them is above the other."""
    (kind, number, path), (its_kind, its_number, below) = place, other
    return kind == its_kind and number == its_number and (path[: len(below)] == below or below[: len(path)] == path)


def _paired(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """Yield each object before with the one that it has become, None where it is gone, and then the new ones."""
    named = {item["metadata"]["name"]: item for item in after}
    kept = {item["metadata"]["name"] for item in before} & named.keys()
    others = iter([item for item in after if item["metadata"]["name"] not in kept])
    for item in before:
        name = item["metadata"]["name"]
        yield item, named[name] if name in kept else next(others, None)
    for item in others:
        yield None, item


def _by_kind(found: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return objects by their kind."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for item in found:
        by_kind.setdefault(item["kind"], []).append(item)
    return by_kind


def _unlike(path: Path, left: Any, right: Any) -> Iterator[Path]:
    """Yield the paths below which two trees differ. A list whose length differs is one place."""
    if isinstance(left, dict) and isinstance(right, dict):
        for key in sorted({*left, *right}):
            if key not in left or key not in right:
                yield (*path, key)
            else:
                yield from _unlike((*path, key), left[key], right[key])
    elif isinstance(left, list) and isinstance(right, list) and len(left) == len(right):
        for index, (one, other) in enumerate(zip(left, right, strict=True)):
            yield from _unlike((*path, str(index)), one, other)
    elif left != right or isinstance(left, bool) != isinstance(right, bool):
        yield path


def _arrived(value: Any, found: list[dict[str, Any]]) -> bool:
    """Tell whether a value is somewhere in the objects: itself, a mapping with further entries, or in a text."""
    spelled = value if isinstance(value, str) else spell_json(value)
    if isinstance(value, dict) and any(isinstance(part, dict) and {**part, **value} == part for part in _parts(found)):
        return True
    return any(
        (part == value and isinstance(part, bool) == isinstance(value, bool)) or (isinstance(part, str) and spelled in part)
        for part in _parts(found)
    )


def _parts(tree: Any) -> Iterator[Any]:
    """Yield a tree and everything in it, without keys."""
    yield tree
    if isinstance(tree, dict):
        for part in tree.values():
            yield from _parts(part)
    elif isinstance(tree, list):
        for part in tree:
            yield from _parts(part)
