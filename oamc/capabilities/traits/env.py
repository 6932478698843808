"""env: environment variables of containers, and whole Secrets and ConfigMaps as such (docs/spec/everyday-traits.md, 6)."""

from __future__ import annotations

from oamc.capabilities.contracts import PODS, Change, Trait
from oamc.capabilities.kubevela.shapes import item
from oamc.capabilities.own_containers import CONTAINERS, chosen_containers
from oamc.capabilities.property_schema import SWITCH, Listed, Mapped, Struct
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.capabilities.trait_findings import refuse, refuse_key, tell
from oamc.diagnostics.reports import Related, printable
from oamc.expressions.holes import Hole, NotEmpty, When
from oamc.expressions.types import PROCESS_TEXT, TextType
from oamc.kubernetes.names import env_name_problem
from oamc.objects.patch_marks import ABSENT
from oamc.objects.tree import entries, listing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.contracts import Subject
    from oamc.ir.program import BoundContainer, BoundTrait, EnvValue
    from oamc.ir.properties import Group, Leaf
    from oamc.objects.tree import Tree

PREFIX = TextType(
    pattern="[A-Za-z_][A-Za-z0-9_]*", rule="must begin as the name of a variable does, such as DB_", maximum_length=253
)
SOURCE = Struct(
    items=(
        item("secret", OBJECT_NAME, "The name of a Secret, each key of which becomes a variable."),
        item("configMap", OBJECT_NAME, "The name of a ConfigMap, each key of which becomes a variable."),
        item("prefix", PREFIX, "What stands before the keys."),
        item("optional", SWITCH, "Whether the pods start without it."),
    )
)
SOURCES = (("secret", "secretRef"), ("configMap", "configMapRef"))


def change(use: BoundTrait, subject: Subject) -> Change:
    """Add the variables to the containers. One that the component sets, too, has the value of the trait, which is told."""
    tree = use.tree
    assert tree is not None
    variables, sources = tree.group("env"), tree.groups("from")
    _check(use, subject, variables, sources)
    given = listing(_source(source) for source in sources)
    containers: list[Tree] = []
    for bound in chosen_containers(use, subject):
        own = {env.name.value: env for env in bound.env}
        env = [_variable(use, subject, bound, name, part, own.get(name)) for name, part in _leaves(variables)]
        fields = entries((("env", listing(env)), ("envFrom", given)))
        if isinstance(fields, dict):
            containers.append({"name": bound.container.name.value, **fields})
    return Change(patches=(subject.pod({"containers": containers}),) if containers else ())


def _leaves(variables: Group | None) -> list[tuple[str, Leaf]]:
    """Return the variables with their values."""
    names = () if variables is None else variables.parts
    return [(name, leaf) for name in names if variables is not None and (leaf := variables.leaf(name)) is not None]


def _variable(use: BoundTrait, subject: Subject, bound: BoundContainer, name: str, leaf: Leaf, own: EnvValue | None) -> Tree:
    """Return one variable. An empty text is not written, as no API server keeps it."""
    if own is not None:
        tell(
            use,
            subject,
            f'the environment variable "{printable(name)}" of container "{bound.container.name.value}"',
            at=leaf.span,
            related=[Related(span=own.name.span, message="the component sets it here")],
            hint="the value of the trait is taken: remove one of them",
        )
        return entries((("name", name), ("value", leaf.tree), ("valueFrom", ABSENT if own.value is None else None)))
    if isinstance(leaf.value, Hole):
        return {"name": name, "value": When(condition=NotEmpty(path=leaf.value.path), then=leaf.tree)}
    return entries((("name", name), ("value", leaf.tree if leaf.value else None)))


def _source(source: Group) -> Tree:
    """Return a Secret or a ConfigMap as variables."""
    for name, field in SOURCES:
        if name in source:
            reference = entries((("name", source.tree(name)), ("optional", source.tree("optional"))))
            return entries((("prefix", source.tree("prefix")), (field, reference)))
    return None


def _check(use: BoundTrait, subject: Subject, variables: Group | None, sources: tuple[Group, ...]) -> None:
    """Report names that are none, and sources that are not one of the two."""
    for name, _ in _leaves(variables):
        problem = env_name_problem(name)
        if problem and variables is not None:
            refuse_key(use, subject, variables, name, problem, of="env", hint="choose another name")
    for source in sources:
        if sum(name in source for name, _ in SOURCES) != 1:
            hint = "write an item for each Secret and ConfigMap"
            refuse(use, subject, "an item of from names one Secret, or one ConfigMap", at=source.span, hint=hint)


ENV = Trait(
    names=("env",),
    summary="Set environment variables of containers, and give them whole Secrets and ConfigMaps as such.",
    properties=(),
    needs=frozenset({PODS}),
    change=change,
    optional=True,
    schema=Struct(
        items=(
            item("env", Mapped(item=PROCESS_TEXT), "The variables with their values."),
            item("from", Listed(item=SOURCE, keys=("secret", "configMap")), "Secrets and ConfigMaps whose keys are variables."),
            CONTAINERS,
        ),
        elsewhere=(
            ("unset", "a variable of the component is removed in the component"),
            ("replace", "variables of the component are removed in the component"),
            ("containerName", 'write "containers" with a list'),
        ),
    ),
    example={"env": {"LOG_LEVEL": "debug"}, "from": [{"secret": "shop-database", "prefix": "DB_"}]},
)
