"""Templates of jinja2 that somebody else may have written, rendered within bounds.

In: an `Environment`, the text of a template, and data. Out: a text, or a `TemplateProblemError` with the line. A template
reaches the data and nothing else: no attribute or method of any object, no other file, no function but `range`, and filters
that are listed here. Steps, texts and lists are bounded, so that none takes much more than some seconds or some hundred
megabytes. What is printed of a value says the kind of environment: Markdown for a page, a place for data in a document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import contextmanager
from functools import wraps
from math import isfinite

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.tests import TESTS

from oamc.records import Record
from oamc.sealed import Sealed, SealedError, opened
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from types import CodeType
    from typing import Any

    from jinja2.compiler import Frame
    from jinja2.runtime import Context

__all__ = ["Environment", "Prepared", "Sealed", "SealedError", "TemplateProblemError", "filled", "prepared", "render"]

NAME = "<template>"
MOST_STEPS = 2_000_000
"""Steps of loops, calls and filters. A thousand applications with a hundred values each take one million."""
STEPS_OF_A_CALL = 20
LONGEST_TEXT = 1 << 20
LONGEST_OUTPUT = 32 << 20
"""Characters of one text, and of all that is printed, also into macros and variables."""
LONGEST_LIST = 100_000
LARGEST_NUMBER = 2**53
PART = 16
"""So many items or characters are gone through for the price of a step."""
COUNTED = "steps of a loop"
FLAT = "item of a literal"
"""Filters that no template can name: what is counted and checked is wrapped in them."""
NATIVE = (
    *(
        "abs",
        "capitalize",
        "default",
        "dictsort",
        "first",
        "float",
        "groupby",
        "int",
        "items",
        "last",
        "length",
        "list",
        "lower",
    ),
    *("map", "reject", "rejectattr", "reverse", "select", "selectattr", "sort", "title", "trim", "truncate", "unique", "upper"),
)
"""The filters of jinja2 that are known, besides those that are defined here."""
FREE_TESTS = frozenset(("defined", "undefined"))
"""What may be asked of a value that is sealed."""
REFUSED = (nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends)


class TemplateProblemError(Exception):
    """A template cannot be rendered. `line` is where, 0 where nobody knows."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


class BoundsError(TemplateError):
    """A template goes beyond what it may take."""


class Prepared(Record):
    """A template that is compiled, with the number of characters that stand in it and are printed as they are."""

    code: CodeType
    own_text: int


def render(environment: Environment, template: str, data: Mapping[str, Any]) -> str:
    """Return what a template makes of data, which are mappings, lists, texts, numbers and truth values."""
    return filled(environment, prepared(environment, template), data)


def prepared(environment: Environment, template: str) -> Prepared:
    """Return a template compiled, for any environment of the same kind."""
    with _told():
        parsed = environment.parse(template)
        own_text = _prepare(parsed)
        return Prepared(code=environment.compile(parsed, filename=NAME), own_text=own_text)


def filled(environment: Environment, template: Prepared, data: Mapping[str, Any]) -> str:
    """Return what a template makes of data."""
    with _told():
        environment.own_text = template.own_text
        environment.spend_text(template.own_text)
        page = environment.template_class.from_code(environment, template.code, environment.make_globals(None))
        return "".join(page.generate(data))


@contextmanager
def _told() -> Iterator[None]:
    """Raise whatever goes wrong with a template as a `TemplateProblemError`."""
    try:
        yield
    except TemplateProblemError:
        raise
    except TemplateSyntaxError as error:
        raise TemplateProblemError(error.message or "it is no template", error.lineno) from error
    except RecursionError as error:
        raise TemplateProblemError("its parts stand too deep in one another") from error
    except MemoryError as error:
        raise TemplateProblemError("it takes more memory than there is") from error
    except SyntaxError as error:
        raise TemplateProblemError("its loops stand too deep in one another") from error
    except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError) as error:
        raise TemplateProblemError(str(error) or type(error).__name__, _line_of(error)) from error


def _line_of(error: BaseException) -> int:
    """Return the last line of the template that an exception came through."""
    line, trace = 0, error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == NAME:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


def _prepare(root: nodes.Template) -> int:
    """Refuse what reaches other files, wrap what is counted, and return the number of characters of the template's own text."""
    for node in root.find_all((*REFUSED, nodes.For, nodes.Literal)):
        if isinstance(node, nodes.Const) and isinstance(node.value, float) and not isfinite(node.value):
            raise TemplateProblemError("a number is too large", node.lineno)
        if isinstance(node, REFUSED):
            raise TemplateProblemError("it asks for another template", node.lineno)
        if isinstance(node, nodes.For):
            if node.recursive:
                raise TemplateProblemError("a loop calls itself", node.lineno)
            cost = nodes.Const(_characters(node), lineno=node.lineno)
            node.iter = nodes.Filter(node.iter, COUNTED, [cost], [], None, None, lineno=node.lineno)
        elif isinstance(node, nodes.List | nodes.Tuple) and getattr(node, "ctx", "load") == "load":
            node.items = [_flat(item) for item in node.items]
        elif isinstance(node, nodes.Dict):
            node.items = [nodes.Pair(pair.key, _flat(pair.value), lineno=pair.lineno) for pair in node.items]
    return _characters(root)


def _flat(item: nodes.Expr) -> nodes.Expr:
    """Return an item of a literal, which must be no list: nested ones could say a thing more often than anybody can count."""
    return nodes.Filter(item, FLAT, [], [], None, None, lineno=item.lineno)


def _characters(node: nodes.Node) -> int:
    """Return the number of characters that stand in a part of a template and are printed as they are."""
    return sum(len(text.data) for text in node.find_all(nodes.TemplateData))


class _Generator(CodeGenerator):
    """Writes `a ~ b` as a call that counts."""

    def visit_Concat(self, node: nodes.Concat, frame: Frame) -> None:  # noqa: N802 - the name is jinja2's
        """Write the call."""
        self.write("environment.joined((")
        for part in node.nodes:
            self.visit(part, frame)
            self.write(", ")
        self.write("))")


class Environment(ImmutableSandboxedEnvironment):
    """One rendering, with what it has spent. `printed` says what comes out of a value."""

    code_generator_class = _Generator
    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self, *, escapes: bool = False, filters: Mapping[str, Callable[..., Any]] = MappingProxyType({})) -> None:
        """Begin a rendering. Where it `escapes`, the text of the template is `Markup`; `filters` are further ones."""
        super().__init__(
            undefined=StrictUndefined,
            # Constants are printed as all values are, so nothing is calculated beforehand.
            autoescape=escapes,
            finalize=self._finalized,
            optimized=False,
            keep_trailing_newline=True,
        )
        self.own_text = 0
        self.steps = 0
        self._output = 0
        own = {"join": self._join, "replace": self._replace, "tojson": self._to_json, **filters}
        native = {name: FILTERS[name] for name in NATIVE}
        self.filters = {name: self._bounded(function) for name, function in {**native, **own}.items()}
        self.filters[COUNTED] = self._counted
        self.filters[FLAT] = self.is_flat
        self.tests = {name: test if name in FREE_TESTS else opened(test) for name, test in TESTS.items()}
        self.globals = {"range": self._range}

    def printed(self, value: Any) -> str:
        """Return what is printed of a value."""
        return text_of(value)

    def united(self, _: Sequence[Any], texts: Sequence[str]) -> str:
        """Return the texts of some parts as one."""
        return "".join(texts)

    def spend_steps(self, steps: int) -> None:
        """Count steps."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise BoundsError(f"it takes more than {MOST_STEPS:,} steps")

    def spend_text(self, characters: int) -> None:
        """Count characters that are printed."""
        self._output += characters
        if self._output > LONGEST_OUTPUT:
            raise BoundsError(f"it prints more than {LONGEST_OUTPUT:,} characters")

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Allow what a loop tells of itself, and no other attribute of anything."""
        return isinstance(obj, LoopContext) and super().is_safe_attribute(obj, attr, value)

    def is_safe_callable(self, obj: Any) -> bool:
        """Allow macros, `range` and what a loop offers."""
        return isinstance(obj, Macro) or obj == self._range or isinstance(getattr(obj, "__self__", None), LoopContext)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return an entry of a mapping or an item of a list."""
        if isinstance(obj, Sealed):
            raise obj.refusal()
        return super().getitem(obj, argument)

    def getattr(self, obj: Any, attribute: str) -> Any:
        """Return an entry of a mapping, or what a loop tells of itself."""
        if isinstance(obj, Sealed):
            raise obj.refusal()
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call(self, __context: Context, __obj: Any, *arguments: Any, **named: Any) -> Any:
        """Call a macro or a function; a macro may print all of the template's own text."""
        self.spend_steps(STEPS_OF_A_CALL)
        if isinstance(__obj, Macro):
            self.spend_text(self.own_text)
        return super().call(__context, __obj, *arguments, **named)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Calculate with numbers; `+` joins texts and lists, too."""
        if operator == "+" and isinstance(left, str) and isinstance(right, str):
            return self.joined((left, right))
        if operator == "+" and isinstance(left, list) and isinstance(right, list):
            self.spend_steps((len(left) + len(right)) // PART)
            return self._short(left + right)
        for value in (left, right):
            if isinstance(value, Sealed):
                raise value.refusal()
        if operator == "**" or not (_is_number(left) and _is_number(right)):
            raise SecurityError(f"{operator} is not for these values")
        result = super().call_binop(context, operator, left, right)
        if not -LARGEST_NUMBER <= result <= LARGEST_NUMBER:
            raise BoundsError("a number is too large")
        return result

    def joined(self, parts: Iterable[Any]) -> str:
        """Return texts as one."""
        known = list(parts)
        texts = [text_of(part) for part in known]
        self.spend_steps(1 + len(texts))
        if sum(map(len, texts)) > LONGEST_TEXT:
            raise BoundsError(f"a text has more than {LONGEST_TEXT:,} characters")
        return self.united(known, texts)

    @pass_context
    def _finalized(self, _: Context, value: Any) -> str:
        """Return what is printed of a value, and count it."""
        text = self.printed(value)
        self.spend_text(len(text))
        return text

    def is_flat(self, item: Any) -> Any:
        """Return an item of a literal that is no list, mapping or the like."""
        if not isinstance(item, str | int | float | bool | Sealed | None):
            raise SecurityError("an item of a list is a text, a number or a truth value")
        return item

    def _short(self, value: Any) -> Any:
        """Return a value that is not too long."""
        if isinstance(value, str) and len(value) > LONGEST_TEXT:
            raise BoundsError(f"a text has more than {LONGEST_TEXT:,} characters")
        if isinstance(value, list) and len(value) > LONGEST_LIST:
            raise BoundsError(f"a list has more than {LONGEST_LIST:,} items")
        return value

    def _bounded(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a filter that counts what it goes through."""

        @wraps(function)
        def bounded(*arguments: Any, **named: Any) -> Any:
            sizes = (len(argument) for argument in arguments if isinstance(argument, str | list | dict | range))
            self.spend_steps(1 + sum(sizes) // PART)
            return self._short(function(*arguments, **named))

        return bounded

    def _counted(self, items: Iterable[Any], characters: int) -> Iterator[Any]:
        """Yield the items of a loop in which so many characters stand."""
        for item in items:
            self.spend_steps(1)
            self.spend_text(characters)
            yield item

    def _range(self, *bounds: Any) -> range:
        """Return a range that is not too long."""
        found = range(*bounds)
        if len(found) > LONGEST_LIST:
            raise BoundsError(f"a list has more than {LONGEST_LIST:,} items")
        return found

    def _join(self, items: Iterable[Any], separator: str = "", attribute: str | None = None) -> str:
        """Return the texts of a list as one."""
        parts: list[Any] = []
        for item in items:
            if len(parts) > 2 * LONGEST_LIST:
                raise BoundsError(f"a list has more than {LONGEST_LIST:,} items")
            part = item if attribute is None else self.getitem(item, attribute)
            parts += [separator, part] if parts else [part]
        return self.joined(parts)

    def _replace(self, text: Any, old: str, new: str) -> str:
        """Return a text with others in the place of its parts."""
        whole = text_of(text)
        if not old or len(whole) + whole.count(old) * len(new) > LONGEST_TEXT:
            raise BoundsError("replace needs a text to look for, and makes none that is too long")
        return str(whole).replace(old, str(new))

    def _to_json(self, value: Any) -> str:
        """Return a value as JSON."""
        self.spend_steps(_size(value, LONGEST_LIST))
        return self._short(json.dumps(value, ensure_ascii=False, sort_keys=True))  # type: ignore[no-any-return]


def _is_number(value: Any) -> bool:
    """Tell whether a value is a number."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def text_of(value: Any) -> str:
    """Return a value as text: of a list or a mapping nobody could say how long it is."""
    if isinstance(value, Undefined | Sealed):
        return str(value)  # says what is undefined, or sealed
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, str | int | float):
        return str(value)
    raise SecurityError("a list or a mapping is no text: use a loop, join or tojson")


def _size(value: Any, most: int) -> int:
    """Return the number of values in a value, at most `most`."""
    count, waiting = 0, [value]
    while waiting:
        item = waiting.pop()
        count += 1
        if count > most:
            raise BoundsError(f"a value has more than {most:,} values in it")
        if isinstance(item, dict):
            waiting += item.values()
        elif isinstance(item, list | tuple):
            waiting += item
        elif isinstance(item, Sealed):
            raise item.refusal()
        elif not isinstance(item, str | int | float | bool | None):
            raise SecurityError("this is no value")
    return count
