"""When a set of objects is well formed: `verify` raises `AssertionError` where it is not, which is a fault of oamc.

Every test that makes objects runs it, and so does every run under `python -X dev`.

- An `At` stands around no other `At` and around no condition.
- A mapping has texts as keys and None as no value but where the document says null; neither it nor a list may become empty.
- Every hole, every condition, and every value that follows variables, names a parameter of the set.
- Every leaf has a rule that wrote it and a place that caused it.
- An object begins with what identifies it, and no two have one kind, namespace and name.
"""

from __future__ import annotations

from oamc.expressions.holes import Expression, When, all_of, any_of
from oamc.objects.reading import paths_in, paths_of
from oamc.objects.tree import At, branches, leaves, presence

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.expressions.holes import Condition
    from oamc.objects.object_set import ObjectSet
    from oamc.objects.tree import KubeObject, Tree


def verify(objects: ObjectSet) -> None:
    """Check a whole set."""
    known = {parameter.path for parameter in objects.parameters}
    for parameter in objects.parameters:
        for path in paths_in(parameter.built):
            assert path in known, f"no parameter {'.'.join(path)}, from which {'.'.join(parameter.path)} is built"
    identities = [item.identity for item in objects.objects]
    assert len(set(identities)) == len(identities), "two objects have one kind, namespace and name"
    for item in objects.objects:
        verify_object(item)
        guard = () if item.condition is None else paths_of(item.condition)
        for path in (*guard, *paths_in(item.body)):
            assert path in known, f"no parameter {'.'.join(path)}, which {item.kind} {item.name} names"
    for requirement in objects.requirements:
        for path in paths_of(requirement.condition):
            assert path in known, f"no parameter {'.'.join(path)}, which a requirement names"


def verify_object(item: KubeObject) -> None:
    """Check one object by itself."""
    assert tuple(item.body)[:3] == ("apiVersion", "kind", "metadata"), f"{item.name} does not begin as an object"
    assert (item.body["apiVersion"], item.body["kind"]) == (item.api_version, item.kind), "an object is not what it says"
    _form(item.body, f"{item.kind} {item.name}")
    for path, _, origin in leaves(item):
        place = f"{item.kind} {item.name}: {'.'.join(map(str, path))}"
        assert origin.span is not None, f"no place caused {place}"
        assert origin.rule, f"no rule wrote {place}"


def _form(tree: Tree, place: str, guard: Condition | None = None) -> None:
    """Check the form of a part, which is there only while `guard` holds."""
    match tree:
        case At():
            assert not isinstance(tree.tree, (At, When)), f"{place}: an origin around an origin or a condition"
            _form(tree.tree, place, guard)
        case When():
            then, otherwise = branches(tree)
            _form(then, place, tree.condition)
            if otherwise is not None:
                _form(otherwise, place)
        case dict():
            _check_kept(list(tree.values()), place, guard)
            for key, value in tree.items():
                assert isinstance(key, str), f"{place} has a key that is no text"
                _form(value, f"{place}.{key}")
        case list() | tuple():
            _check_kept(list(tree), place, guard)
            for index, item in enumerate(tree):
                _form(item, f"{place}[{index}]")
        case Expression() | None | bool() | int() | float() | str():
            return
        case _:
            raise AssertionError(f"{place} is no tree: {type(tree).__name__}")


def _check_kept(parts: list[Tree], place: str, guard: Condition | None) -> None:
    """Check that a mapping or a list cannot become empty: a part is always there, or one is whenever the whole is."""
    conditions = [condition for part in parts if (condition := presence(part)) is not None]
    if parts and len(conditions) == len(parts):
        one_of_them = any_of(tuple(conditions))
        # A guard that asks for more, as of a mapping within another one, is as good.
        assert guard is not None and all_of((guard, one_of_them)) == guard, f"{place} may become empty"  # noqa: PT018 - one fact
