"""What an engine for CUE takes and gives.

In: texts of templates with a name, values as plain data (None, bool, int, float, str, list, tuple, dict with text keys). Out:
the records below. A mistake in a template or in a value is an `EngineError` in the result; `EngineFailed` is raised where there
is no result, because the engine is not there, broke, or broke a bound on account of the template.

Everything hangs on the request alone: the same request gives the same result on every machine and after any other request.
"""

from __future__ import annotations

from oamc.records import Record

ROOTS = ("output", "outputs", "patch", "patchOutputs", "processing")
"""The fields of component and trait templates that mean something to a renderer."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any, Protocol, Self, TypeAlias

    Names: TypeAlias = tuple[str, ...]

    class CueEngine(Protocol):
        """An evaluator of CUE, open from `with` to the end of the block; many requests share one."""

        def __enter__(self) -> Self: ...

        def __exit__(self, *_: object) -> None: ...

        def version(self) -> str:
            """Return the version of CUE, as "v0.14.1"."""

        def definition(self, file: Template) -> Definition:
            """Take a definition file of CUE apart: its name, its metadata, and its template."""

        def vet(self, templates: Sequence[Template]) -> tuple[EngineError, ...]:
            """Compile each template alone, with an open context and open parameters, and return what is wrong."""

        def schema(self, template: Template) -> Schema:
            """Return the type of `parameter`, and which fields of the context the template reads."""

        def uses(self, template: Template, parts: Sequence[Names], *, roots: Sequence[str]) -> Uses:
            """Tell what a template does with parts of `properties` and `context`, which are given to it, in the `roots`.

            A part is a path that begins with one of the two names, and has "*" for any item of a list.
            """

        def render(
            self,
            template: Template,
            parameter: Mapping[str, Any] | None,
            context: Mapping[str, Any] | None,
            *,
            roots: Sequence[str] = ROOTS,
            returns: Mapping[str, Any] | None = None,
            properties: Mapping[str, Any] | None = None,
        ) -> Rendered:
            """Evaluate a template with `parameter`, `context` and `properties` declared beside it; None declares nothing.

            `returns` has the answers to actions of an earlier result, by their paths.
            """

        def trace(
            self,
            template: Template,
            parameter: Mapping[str, Any],
            context: Mapping[str, Any] | None,
            changes: Sequence[Change],
            *,
            roots: Sequence[str] = ROOTS,
        ) -> Traced:
            """Render once as given, and once for each change of a part of the parameter, and tell what each change reached."""

        def format(self, template: Template) -> Formatted:
            """Return the text as CUE's own formatter writes it."""


class Template(Record):
    """A text of CUE, and the name that places in it carry."""

    name: str
    text: str


class Place(Record):
    """A place in a template, by line and column from 1, or in a value that was given to it, by `path` within it.

    The `source` of the latter is "parameter", "context" or "returns". Line 0 means that nothing is known but the source.
    """

    source: str
    line: int = 0
    column: int = 0
    path: tuple[str | int, ...] = ()


class Tree(Record):
    """A value. `kind` is struct, list, string, bytes, int, float, bool or null; or open, for what is not decided.

    `text` is a scalar as text: digits of a number, true or false, bytes as base64; of an open one, what is missing in the words
    of CUE, and `type` then names the kinds that it may have. A struct with a `text` is not decided as a whole: a condition or a
    loop in it is not; its fields are there all the same. Defaults are taken; `default` marks where. `open` marks structs
    and lists that take more, `tail` what further items of an open list must be. `comments` are the lines directly above the
    field that holds the value. Hidden fields, definitions and optional fields are not in a tree.
    """

    kind: str
    text: str = ""
    type: str = ""
    fields: tuple[tuple[str, Tree], ...] = ()
    items: tuple[Tree, ...] = ()
    open: bool = False
    tail: Tree | None = None
    default: bool = False
    comments: tuple[str, ...] = ()
    place: Place | None = None


class Rule(Record):
    """A bound (`>=` and its like, `!=`) or a pattern of RE2 (`=~`, `!~`) with its operand."""

    operator: str
    operand: Tree


class TypeField(Record):
    """A field of a struct type. `presence` is regular (there in any case), optional (`x?`) or required (`x!`).

    A regular field whose type has neither a default nor one value only must be given.
    """

    name: str
    presence: str
    type: TypeTree


class TypeTree(Record):
    """What a value may be, as far as the template tells it without parameters.

    `kinds` are all kinds that it may have. A value that is there must be one of `choices`, where there are any, keep all
    `rules`, and be one of the `alternatives`, where there are any. Structs have `fields`, and `others` for names that are not
    listed; they refuse such names unless they are `open`. Lists have `items`, then any number of `element` if they are `open`.
    `conditional`, at the top, says that fields may hang on conditions, so that more may be there than are listed; `cut` that
    the type goes on deeper.
    """

    kinds: tuple[str, ...]
    choices: tuple[Tree, ...] = ()
    rules: tuple[Rule, ...] = ()
    default: Tree | None = None
    comments: tuple[str, ...] = ()
    fields: tuple[TypeField, ...] = ()
    others: TypeTree | None = None
    open: bool = False
    items: tuple[TypeTree, ...] = ()
    element: TypeTree | None = None
    alternatives: tuple[TypeTree, ...] = ()
    conditional: bool = False
    cut: bool = False
    place: Place | None = None


class EngineError(Record):
    """What is wrong with a template, or with what was given to it: one cause.

    `kind` is syntax, import (`path` has the name of the package), nesting, size or evaluation. `path` names the field. Of a
    disjunction none of whose branches fits, `alternatives` say why not.
    """

    kind: str
    message: str
    path: tuple[str, ...] = ()
    places: tuple[Place, ...] = ()
    alternatives: tuple[EngineError, ...] = ()


class Copy(Record):
    """A single value of the parameter, by the names of its fields; "*" stands for any item of a list, or any key of a pattern.

    Without a `reason` the template copies it whole, and does nothing else with it: its syntax proves that for every value of
    its type. `place` is what the reason is about.
    """

    path: tuple[str, ...]
    reason: str = ""
    place: Place | None = None


class Schema(Record):
    """The type of `parameter`, or None where the template declares none; and what of the context it reads.

    `seen` are the paths of the context that it reads, an empty one being all of it; in them "*" stands for any item or field of
    a loop, and "#" at the end for no more than how many there are and what they are called. `copies` are the values of which
    the syntax tells what the template does with them. `upgraded` are the places of list arithmetic of older versions of CUE,
    which is evaluated as it was meant.
    """

    type: TypeTree | None = None
    seen: tuple[tuple[str, ...], ...] = ((),)
    copies: tuple[Copy, ...] = ()
    upgraded: tuple[Place, ...] = ()
    errors: tuple[EngineError, ...] = ()


class Uses(Record):
    """What a template does with each part that was asked for, in that order; or `errors`.

    One without a reason it copies whole, or puts into texts, and does nothing else with it.
    """

    copies: tuple[Copy, ...] = ()
    errors: tuple[EngineError, ...] = ()


class Definition(Record):
    """A definition file, taken apart. The `template` stands on the lines and columns of the file, so places in it are right."""

    name: str = ""
    metadata: Tree | None = None
    template: Template | None = None
    errors: tuple[EngineError, ...] = ()


class Action(Record):
    """A struct with `#provider` and `#do` that waits for its `$returns`: only `vela/cue` has such (`strategyUnify`)."""

    path: str
    provider: str
    do: str
    parameters: Tree | None = None


class Rendered(Record):
    """What a template gives: those of the `roots` asked for that are there, or `errors`.

    `refusals` are the texts of its field `errs`; `malformed` says why that field is none of texts. Of a template with
    `properties`, `names` are those of all fields of its top, but for hidden ones and definitions.
    """

    roots: tuple[tuple[str, Tree], ...] = ()
    names: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    malformed: str = ""
    actions: tuple[Action, ...] = ()
    upgraded: tuple[Place, ...] = ()
    errors: tuple[EngineError, ...] = ()

    def root(self, name: str) -> Tree | None:
        """Return one of the roots, if it is there."""
        return next((tree for other, tree in self.roots if other == name), None)


class Change(Record):
    """Another value for one part of the parameter, which must be there."""

    path: tuple[str | int, ...]
    value: object


class Leaf(Record):
    """A scalar that a change gave another value; `path` begins with the root."""

    path: tuple[str | int, ...]
    old: Tree
    new: Tree


class Reached(Record):
    """What one change did: the leaves that differ, or the first place where the `shape` does, or why it was refused."""

    leaves: tuple[Leaf, ...] = ()
    shape: str = ""
    errors: tuple[EngineError, ...] = ()


class Traced(Record):
    """What the template gives without a change, and what each change did, in the order of the changes."""

    rendered: Rendered
    reached: tuple[Reached, ...] = ()


class Formatted(Record):
    """A text as CUE's formatter writes it, or what is wrong with it."""

    text: str = ""
    errors: tuple[EngineError, ...] = ()


MISSING = "missing"
ANOTHER_VERSION = "another version"
CRASHED = "crashed"
TOO_SLOW = "too slow"
TOO_MUCH_MEMORY = "too much memory"
UNREADABLE = "unreadable"
REQUEST_TOO_LARGE = "request too large"
REPLY_TOO_LARGE = "reply too large"
GIVEN_UP = "given up"


class EngineFailed(Exception):  # noqa: N818  # the name says what happened
    """There is no result: `reason` is one of the words above, `details` says more in words that are safe to print."""

    def __init__(self, reason: str, details: str) -> None:
        super().__init__(f"{reason}: {details}")
        self.reason = reason
        self.details = details
