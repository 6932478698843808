"""The faults: each replaces one node of a syntax tree by another.

In: the text of a module. Out: a `Fault` for each small change that a person could make by mistake. The tree is
changed only while a fault is applied, so that a module is parsed once for all of its faults.

A condition is held true and held false, which is harder to notice than its negation. What is left alone: docstrings,
annotations, what only type checkers see, lists of exported names, assertions and the words of exceptions, which tell developers
what cannot happen.
"""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterator
from types import CodeType
from typing import NamedTuple

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
ARITHMETIC: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.Div: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
}
CALLS = {"min": "max", "max": "min", "any": "all", "all": "any", "startswith": "endswith", "endswith": "startswith"}
PATTERNS = {"Pattern", "compile"}
CLASS_OF_CHARACTERS = re.compile(r"(?<!\\)\[\^?((?:\\.|[^\]\\])+)\]", re.DOTALL)
ONE_CHARACTER = r"(?:\\x[0-9A-Fa-f]{2}|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\.|[^\\])"
PIECE = re.compile(rf"{ONE_CHARACTER}(?:-{ONE_CHARACTER})?", re.DOTALL)
UNTOUCHED = (ast.Import, ast.ImportFrom, ast.Assert, ast.Global, ast.Nonlocal, ast.Pass)
COMPOUND = (ast.If, ast.While, ast.For, ast.With, ast.Try, ast.Match, ast.FunctionDef, ast.ClassDef)
BLOCKS = {"body", "orelse", "finalbody", "handlers", "cases"}
SHOWN = 100


class Slot(NamedTuple):
    """The place of a node in its parent."""

    parent: ast.AST
    field: str
    index: int | None
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        """Put a node into this place."""
        if self.index is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.index] = node


class Scope(NamedTuple):
    """What a node stands in: names of classes and functions, the outermost function, the lines of its statement, and what
    name this gives a value outside of functions.
    """

    names: tuple[str, ...] = ()
    function: ast.FunctionDef | None = None
    lines: range = range(0)
    target: str = ""


class Fault:
    """One small change of a module.

    `function` is the outermost function that changes, nothing where the change works when the module is imported; `lines` are
    those of which one has to run for the change to matter.
    """

    def __init__(self, module: Module, slot: Slot, new: ast.AST, scope: Scope) -> None:
        self.module = module
        self.slot = slot
        self.new = new
        self.function = scope.function
        self.lines = scope.lines
        self.around = ".".join(scope.names)
        self.place = ".".join(filter(None, (*scope.names, scope.target)))
        self.line = getattr(slot.node, "lineno", scope.lines.start)
        self.change = f"{shown(slot.node)}  ->  {shown(new)}"

    def compiled(self) -> CodeType | None:
        """Return the code of the changed module; nothing where it would be no program."""
        self.slot.put(ast.copy_location(ast.fix_missing_locations(self.new), self.slot.node))
        try:
            return compile(ast.fix_missing_locations(self.module.tree), self.module.path, "exec", dont_inherit=True)
        except (SyntaxError, ValueError):
            return None
        finally:
            self.slot.put(self.slot.node)

    def __str__(self) -> str:
        return f"{self.module.path}:{self.line}: {self.place or 'module'}: {self.change}"


class Module:
    """A module: its path, its name for imports, its tree and its faults in the order of the text."""

    def __init__(self, path: str, name: str, text: str) -> None:
        self.path = path
        self.name = name
        self.tree = ast.parse(text)
        self.faults = tuple(_faults(self, Slot(self.tree, "", None, self.tree), Scope()))

    def compiled(self) -> CodeType:
        """Return the code of the module as it is."""
        return compile(self.tree, self.path, "exec", dont_inherit=True)


def shown(node: ast.AST) -> str:
    """Return a node as one line of text."""
    if isinstance(node, ast.match_case):
        text = f"case {ast.unparse(node.pattern)}" + (f" if {ast.unparse(node.guard)}" if node.guard else "")
    else:
        text = ast.unparse(node)
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else f"{text[:SHOWN]} ..."


def _faults(module: Module, slot: Slot, scope: Scope) -> Iterator[Fault]:
    """Yield the faults of a node and of all that is in it."""
    node = slot.node
    if _is_untouched(slot):
        return
    if isinstance(node, (ast.stmt, ast.match_case, ast.ExceptHandler)):
        scope = scope._replace(lines=_lines(node), target="" if scope.function else _target(node))
    seen = {ast.dump(node)} if not isinstance(node, ast.mod) else set()
    for new in _variants(slot, scope):
        if (text := ast.dump(new)) not in seen:
            seen.add(text)
            yield Fault(module, slot, new, scope)
    for child in _children(node):
        yield from _faults(module, child, _inner(node, child, scope))


def _target(node: ast.stmt | ast.match_case | ast.ExceptHandler) -> str:
    """Return the name that a statement gives a value, if it gives one."""
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
            return name
        case _:
            return ""


def _is_untouched(slot: Slot) -> bool:
    """Tell whether a node, with all that is in it, is left alone."""
    match slot.node:
        case ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
        case ast.Assign(targets=[ast.Name(id="TYPE_CHECKING" | "__slots__" | "__all__")]):
            return True
        case ast.Constant() | ast.JoinedStr() if isinstance(slot.parent, ast.Call) and slot.field == "in raise":
            return True
        case _:
            return isinstance(slot.node, UNTOUCHED)


def _children(node: ast.AST) -> Iterator[Slot]:
    """Yield the places of the children of a node, in the order of the text, but those that are left alone."""
    for field, value in ast.iter_fields(node):
        if field in {"annotation", "returns", "format_spec", "ctx"} or (field == "body" and _is_for_type_checkers(node)):
            continue
        for index, child in enumerate(value) if isinstance(value, list) else [(None, value)]:
            if isinstance(child, ast.AST) and not (isinstance(node, ast.Raise) and _is_words(child)):
                yield Slot(node, field, index, child)


def _is_for_type_checkers(node: ast.AST) -> bool:
    """Tell whether a node is `if TYPE_CHECKING`."""
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def _is_words(raised: ast.AST) -> bool:
    """Tell whether what is raised is an exception with nothing but words."""
    return isinstance(raised, ast.Call) and all(isinstance(part, (ast.Constant, ast.JoinedStr)) for part in raised.args)


def _inner(node: ast.AST, child: Slot, scope: Scope) -> Scope:
    """Return the scope of a child: decorators and defaults belong to what is around a function."""
    if isinstance(node, ast.ClassDef) and child.field == "body":
        return scope._replace(names=(*scope.names, node.name))
    if isinstance(node, ast.FunctionDef) and child.field == "body":
        return scope._replace(names=(*scope.names, node.name), function=scope.function or node)
    return scope


def _lines(node: ast.stmt | ast.match_case | ast.ExceptHandler) -> range:
    """Return the lines of a statement, of a compound one those of its head."""
    if isinstance(node, ast.match_case):
        return range(node.pattern.lineno, (node.guard or node.pattern).end_lineno + 1)
    if isinstance(node, (*COMPOUND, ast.ExceptHandler)):
        parts = [part for slot in _children(node) if slot.field not in BLOCKS and hasattr(part := slot.node, "end_lineno")]
        return range(node.lineno, max([node.lineno, *(part.end_lineno for part in parts)]) + 1)
    return range(node.lineno, node.end_lineno + 1)


def _variants(slot: Slot, scope: Scope) -> Iterator[ast.AST]:  # noqa: C901, PLR0912 - one table of kinds of nodes
    """Yield what may stand in the place of a node."""
    node = slot.node
    match node:
        case ast.Compare():
            for index, operator in enumerate(node.ops):
                yield _with(node, ops=[*node.ops[:index], COMPARISONS[type(operator)](), *node.ops[index + 1 :]])
        case ast.BoolOp():
            yield _with(node, op=ast.And() if isinstance(node.op, ast.Or) else ast.Or())
            yield from _shorter(node, "values")
        case ast.UnaryOp(op=ast.Not()):
            yield node.operand
        case ast.BinOp(op=ast.BitOr() | ast.BitAnd()):
            yield node.left
            if ast.unparse(node.left) != "os.O_RDONLY":  # which is 0
                yield node.right
        case ast.BinOp() | ast.AugAssign() if type(node.op) in ARITHMETIC and not _is_text(node):
            yield _with(node, op=ARITHMETIC[type(node.op)]())
        case ast.Call():
            yield from _calls(node)
        case ast.Set():
            yield from _shorter(node, "elts")
        case ast.Tuple(ctx=ast.Load()) | ast.List(ctx=ast.Load()) if _is_table(slot):
            yield from _shorter(node, "elts")
        case ast.Dict() if len(node.keys) > 1:
            for index in range(len(node.keys)):
                yield _with(node, keys=_without(node.keys, index), values=_without(node.values, index))
        case ast.Constant():
            yield from _constants(slot, scope)
        case ast.MatchOr():
            yield from _shorter(node, "patterns")
        case ast.match_case() if not _ends(node.body):
            yield _with(node, guard=ast.Constant(False))
    if slot.field in {"test", "guard"} and not _is_for_type_checkers(slot.parent):
        if not isinstance(slot.parent, ast.While):
            yield ast.Constant(True)
        if slot.field != "guard":
            yield ast.Constant(False)
    if slot.field == "ifs":
        yield ast.Constant(True)
    if isinstance(slot.parent, ast.Return) and not isinstance(node, ast.Constant):
        yield ast.Constant(None)
    if isinstance(node, ast.stmt):
        yield from _statements(node)


def _statements(node: ast.stmt) -> Iterator[ast.AST]:
    """Yield nothing in the place of a statement that something else could go on without."""
    match node:
        case ast.Expr() | ast.Raise() | ast.Continue() | ast.Break() | ast.Delete() | ast.AugAssign():
            yield ast.Pass()
        case ast.Assign(targets=[ast.Attribute() | ast.Subscript()]):
            yield ast.Pass()


def _calls(node: ast.Call) -> Iterator[ast.AST]:
    """Yield a call without one of its keywords, and its sister."""
    for index in range(len(node.keywords)):
        yield _with(node, keywords=_without(node.keywords, index))
    match node.func:
        case ast.Name(id=name) if name in CALLS:
            yield _with(node, func=ast.Name(CALLS[name], ast.Load()))
        case ast.Attribute(attr=name) if name in CALLS:
            yield _with(node, func=_with(node.func, attr=CALLS[name]))
        case ast.Name(id="sorted"):
            yield _with(node, func=ast.Name("list", ast.Load()), keywords=[])


def _constants(slot: Slot, scope: Scope) -> Iterator[ast.AST]:
    """Yield the neighbors of a constant."""
    match slot.node.value:
        case bool(value):
            yield ast.Constant(not value)
        case int(value) | float(value):
            yield ast.Constant(value + 1)
            yield ast.Constant(value - 1)
        case str(value):
            yield ast.Constant("" if value else "x")
            for text in _pieces(slot, scope, value):
                yield ast.Constant(text)


def _pieces(slot: Slot, scope: Scope, text: str) -> Iterator[str]:
    """Yield a pattern with one character or range fewer in a class; a table of characters that are not seen likewise."""
    is_pattern = (
        isinstance(slot.parent, ast.Call) and getattr(slot.parent.func, "id", getattr(slot.parent.func, "attr", "")) in PATTERNS
    )
    if is_pattern:
        for found in CLASS_OF_CHARACTERS.finditer(text):
            pieces = list(PIECE.finditer(text, found.start(1), found.end(1)))
            for piece in pieces if len(pieces) > 1 else ():
                yield text[: piece.start()] + text[piece.end() :]
    elif scope.function is None and not text.isprintable():
        for piece in PIECE.finditer(text):
            yield text[: piece.start()] + text[piece.end() :]


def _is_table(slot: Slot) -> bool:
    """Tell whether a tuple or list is a table of constants, of which one could be missing."""
    return (
        len(slot.node.elts) > 1
        and all(isinstance(part, (ast.Constant, ast.Attribute, ast.Name)) for part in slot.node.elts)
        and (
            isinstance(slot.parent, (ast.ExceptHandler, ast.Compare))
            or all(isinstance(part, ast.Constant) for part in slot.node.elts)
        )
    )


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """Tell whether texts are joined, where any other operator is an exception at once."""
    sides = (node.left, node.right) if isinstance(node, ast.BinOp) else (node.value,)
    return any(isinstance(side, ast.JoinedStr) or isinstance(getattr(side, "value", None), str) for side in sides)


def _ends(body: list[ast.stmt]) -> bool:
    """Tell whether a block says only that it cannot be reached."""
    return "unreachable(" in ast.unparse(body[0]) or isinstance(body[0], (ast.Raise, ast.Assert))


def _shorter(node: ast.AST, field: str) -> Iterator[ast.AST]:
    """Yield a node without one of its parts."""
    parts = getattr(node, field)
    for index in range(len(parts)):
        rest = _without(parts, index)
        if rest and isinstance(node, (ast.BoolOp, ast.MatchOr)) and len(rest) == 1:
            yield rest[0]
        elif rest or not isinstance(node, ast.Set):
            yield _with(node, **{field: rest})


def _without(parts: list, index: int) -> list:
    """Return a list without one of its parts."""
    return [*parts[:index], *parts[index + 1 :]]


def _with(node: ast.AST, **fields: object) -> ast.AST:
    """Return a node with other fields."""
    new = copy.copy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new
