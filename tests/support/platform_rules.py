"""Rules of a platform for any application: drawn so that what its documents say keeps them, whatever that is.

rules_for(sets, Random(7))    a Platform under which the same documents still compile
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from oamc.expressions.types import ChoiceType, NumberType, TextType
from oamc.objects.fill import filler_of
from oamc.platform.rules import HOSTS, OBJECT, REGISTRIES, STORAGE_CLASSES, VALUE, Listed, MostReplicas, Platform, Rule
from oamc.spans import Located, SourceFile, Span
from oamc.values.shape import defaults

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from random import Random

    from oamc.objects.object_set import ObjectSet
    from oamc.values.parameters import Parameter

HERE = Span(SourceFile(path="oamc.toml", label="oamc.toml", text="[platform]"), 1, 1, 1, 11)
SPACE = 1 / 3
"""How many of the values get a rule."""
FIELDS = {"spec.template.spec.enableServiceLinks": False, "spec.template.spec.containers[].stdinOnce": False}
"""Fields that no application of the generator has, fixed."""
NEVER = "never.example.net"


def listed(key: str, names: Iterable[str], *, denies: bool = False) -> Listed:
    """Return a list of rules."""
    return Listed(key=key, denies=denies, names=tuple(Located(value=name, span=HERE) for name in names), span=HERE)


def rules_for(sets: Iterable[ObjectSet], chance: Random) -> Platform:
    """Return rules that some objects keep with the values of their documents."""
    known = list(sets)
    bodies = [body for objects in known for body in _bodies(objects)]
    rules = [rule for objects in known for parameter in objects.parameters for rule in _rules_of(parameter, chance)]
    rules += [
        Rule(about=OBJECT, subject="apps/*", path=path, span=HERE, type=ChoiceType(choices=(value,)), fixed=value, words="")
        for path, value in FIELDS.items()
        if chance.random() < SPACE
    ]
    lists = [listed(REGISTRIES, [NEVER], denies=True)]
    images = {text for body in bodies for text in leaves(body, "image")}
    # Some are in no object that is there: of the hook of a scope, and of the other version of a rollout.
    images |= {
        one.value for objects in known for one in objects.parameters if one.path[-1] == "image" and isinstance(one.value, str)
    }
    if images and chance.random() < SPACE and all("/" in image for image in images):
        lists.append(listed(REGISTRIES, sorted({image.partition("/")[0] for image in images})))
    hosts = {text for body in bodies for text in leaves(body, "host")}
    if hosts and chance.random() < SPACE:
        lists.append(listed(HOSTS, [NEVER], denies=True))
    classes = {text for body in bodies for text in leaves(body, "storageClassName")}
    if classes and chance.random() < SPACE:
        lists.append(listed(STORAGE_CLASSES, sorted(classes)))
    most = max((number for body in bodies for name in COUNTS for number in numbers(body, name)), default=1)
    values = [parameter.value for objects in known for parameter in (*objects.parameters, *objects.fixed)]
    most = max(most, *(value for value in (0, *values) if isinstance(value, int)))
    return Platform(lists=tuple(lists), rules=tuple(rules), most_replicas=(MostReplicas(value=max(most, 1) + 1, span=HERE),))


COUNTS = ("replicas", "maxReplicas", "minReplicas", "parallelism")


def _bodies(objects: ObjectSet) -> Iterator[dict[str, Any]]:
    """Yield the objects as their documents make them, also those that are switched off."""
    filler = filler_of(objects.parameters, defaults(objects.parameters))
    yield from (filler.body(item) for item in objects.objects)


def leaves(tree: Any, name: str) -> Iterator[str]:
    """Yield the texts at a key, at any depth."""
    if isinstance(tree, dict):
        yield from (value for key, value in tree.items() if key == name and isinstance(value, str))
        for value in tree.values():
            yield from leaves(value, name)
    elif isinstance(tree, list):
        for item in tree:
            yield from leaves(item, name)


def numbers(tree: Any, name: str) -> Iterator[int]:
    """Yield the numbers at a key of a spec, at any depth."""
    if isinstance(tree, dict):
        spec = tree.get("spec")
        found = spec.get(name) if isinstance(spec, dict) else None
        if isinstance(found, int):
            yield found
        for value in tree.values():
            yield from numbers(value, name)


def _rules_of(parameter: Parameter, chance: Random) -> Iterator[Rule]:
    """Yield a rule for some of the parameters, which the value of the document keeps."""
    value, path = parameter.value, ".".join(parameter.path)
    if chance.random() > SPACE or any("." in step or "*" in step for step in parameter.path):
        return
    if not isinstance(value, (bool, int, float, str)) or parameter.is_open:
        if parameter.may_be_null and not parameter.history and parameter.built is None:
            yield Rule(about=VALUE, subject="", path=path, span=HERE, setters=())
        return
    kinds: list[dict[str, Any]] = [
        {"type": ChoiceType(choices=(value,)), "fixed": value},
        {"type": ChoiceType(choices=(value,))},
    ]
    if isinstance(value, str) and isinstance(parameter.type, TextType) and "\n" not in value:
        kinds.append({"type": TextType(contains=(f"^.{{0,{len(value) + 2}}}$",))})
    elif isinstance(parameter.type, NumberType):
        kinds.append({"type": NumberType(minimum=value - 1, maximum=value + 2)})
    yield Rule(about=VALUE, subject="", path=path, span=HERE, words="must be as it is", **chance.choice(kinds))
