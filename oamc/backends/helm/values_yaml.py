"""`values.yaml`: every parameter with its value, and a comment that says what it is and which document set it.

The comments name documents, never lines or files: a comment in an input, or another folder to build in, changes no byte.
"""

from __future__ import annotations

from oamc.expressions.numbers import spell_yaml_number
from oamc.expressions.type_words import type_in_words
from oamc.objects.writer import COMMAND, LONGEST_KEY, YamlWriter, before_colon, quoted, spell_text
from oamc.records import replace
from oamc.startup.caching import cache
from oamc.startup.patterns import SKIP_MARKER, UNSEEN, Pattern, is_visible
from oamc.values.parameters import (
    BUILT_IN,
    LOCK,
    OF_DEFINITION,
    OF_PROFILE,
    OVERRIDE,
    PLATFORM,
    THE_SHAPE,
    VARIABLE,
    Unset,
)
from oamc.values.shape import assignment_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from oamc.objects.tree import Tree
    from oamc.source.document_names import DocumentNames
    from oamc.source.nodes import Plain
    from oamc.values.parameters import Parameter

WIDTH = 120

LONGEST_DESCRIPTION = 600
_NOT_FOR_COMMENTS = Pattern(f"[\x00-\x1f{UNSEEN}]")
_NOT_FOR_BLOCKS = Pattern(rf"[\x00-\x08\x0b-\x1f{UNSEEN}]|[ \t]\n|[ \t]\Z|\A\n+\Z|(?:\A|\n)[ \t]*::|{COMMAND}")
"""What no block holds: characters that readers refuse or nobody sees, blanks at the end of a line, which editors take away,
line breaks alone, and commands of CI systems."""
_BEGINS_WITH_BLANK = Pattern(r"\n*[ \t]")
HEADER = (
    "Everything that can be changed is listed here, and values.schema.json refuses everything else. Paths are the names of the"
    " OAM documents, and a comment says which document sets a value; null means not set. What is the same for each container or"
    " trait is explained where it comes first."
)


def values_yaml(
    parameters: Sequence[Parameter],
    fixed: Sequence[Parameter],
    application: str,
    names: DocumentNames,
    headings: Mapping[str, str],
) -> str:
    """Return the text of `values.yaml`. `headings` are the comments above the mappings at its top, by their names.

    A text of several lines is a block where a block can hold it, another one is in double quotes where YAML 1.1 could read it
    otherwise. A parameter that is not set is null, which Helm drops. What was fixed when the chart was built stands as comments
    at the end.
    """
    # A mapping with comments alone would be null, which Helm takes for no mapping at all.
    filled = {parameter.path[:-1] for parameter in parameters if not parameter.is_open}
    filled |= {parameter.path[:depth] for parameter in parameters for depth in range(len(parameter.path) - 1)}
    lines = [*comment(f"Values of the application {application}.", ""), *comment(HEADER, "")]
    comments = _Comments(names)
    open_path: tuple[str, ...] = ()
    kept = False
    for parameter in parameters:
        parents = parameter.path[:-1]
        shared = 0
        while shared < min(len(open_path), len(parents)) and open_path[shared] == parents[shared]:
            shared += 1
        if shared == 0:
            lines += [] if kept else [""]
            lines += comment(headings[parameter.path[0]], "") if parameter.path[0] in headings else ()
        for depth in range(shared, len(parents)):
            indent = "  " * depth
            end = ":" if parents[: depth + 1] in filled else ": {}"
            lines.append(f"{indent}{before_colon(spell_text(parents[depth]), indent, lines)}{end}")
        open_path = parents
        lines.extend(comment(comments.of(parameter), "  " * len(parents)))
        if parameter.is_open:
            lines += _open_lines(parameter, "  " * len(parents))
            kept = False
            continue
        value = None if isinstance(parameter.value, Unset) or parameter.follows else parameter.value
        lines.extend(VALUES_WRITER.lines({parameter.path[-1]: value}, "  " * len(parents)))
        kept = _ends_in_kept_block(value)
    for why in sorted({parameter.why for parameter in fixed}):
        lines += [] if kept else [""]
        lines += comment(f"Fixed when the chart was built, because {why or THE_SHAPE}:", "")
        lines += [
            f"# {'.'.join(map(spell_text, parameter.path))}: {_flow(parameter.value)}"  # type: ignore[arg-type]
            for parameter in fixed
            if parameter.why == why
        ]
        kept = False
    return "\n".join(lines) + "\n"


def _open_lines(parameter: Parameter, indent: str) -> list[str]:
    """Return the comments in the place of a value that must be given: what gives it, on one line, so that it can be copied."""
    return [
        f"{indent}# {_harmless(f'Required: {assignment_of(parameter.path, parameter.type)}')}",
        f"{indent}# {_harmless(spell_text(parameter.path[-1]))}:",
    ]


class _ValuesWriter(YamlWriter):
    """Writes values: people edit them, so a text of several lines is a block wherever a block can hold it."""

    def lines(self, mapping: dict[str, Tree], indent: str) -> list[str]:
        """Return the lines of a mapping."""
        lines: list[str] = []
        self._known_block(mapping, indent, lines)
        return lines

    def _leaf(self, start: str, value: Tree, indent: str, lines: list[str]) -> None:
        """Write a scalar or an empty container behind `start`."""
        head = _block_head(value) if isinstance(value, str) else ""
        if not head:
            lines.append(start + self.scalar(value))
            return
        assert isinstance(value, str)
        lines.append(start + head)
        lines.extend(f"{indent}{line}" if line else "" for line in value.removesuffix("\n").split("\n"))


VALUES_WRITER = _ValuesWriter()


def _block_head(text: str) -> str:
    """Return how the block of a text of several lines begins; empty where the text must be in quotes.

    The number says how far the block is indented, where its first character is a blank; the sign, how many line breaks end it.
    """
    if "\n" not in text or _NOT_FOR_BLOCKS.search(text):
        return ""
    indented = "2" if _BEGINS_WITH_BLANK.match(text) else ""
    return f"|{indented}{'+' if text.endswith(LINE_BREAKS) else '' if text.endswith(LINE_BREAK) else '-'}"


LINE_BREAK, LINE_BREAKS = "\n", "\n\n"


def _ends_in_kept_block(value: object) -> bool:
    """Tell whether a value ends in a block to which a further empty line would belong."""
    while isinstance(value, (dict, list)) and value:
        value = value[-1] if isinstance(value, list) else next(reversed(value.values()))
    return isinstance(value, str) and _block_head(value).endswith("+")


class _Comments:
    """The comments of parameters. What a value that many have is, such as a pull policy, is said once."""

    def __init__(self, names: DocumentNames) -> None:
        self._names = names
        self._explained: dict[tuple[str, ...], str] = {}

    def of(self, parameter: Parameter) -> str:
        """Say what a parameter is, unless the nearest comment of the same kind has said it, and who declared and set it."""
        explanation = _explanation(parameter)
        kind = _kind(parameter)
        if kind and self._explained.get(kind) == explanation:
            explanation = ""
        elif kind:
            self._explained[kind] = explanation
        return " ".join(part for part in (explanation, self._origin(parameter), _built(parameter)) if part)

    def _origin(self, parameter: Parameter) -> str:
        """Say which document declares a parameter and which one sets it, or who else does."""
        last = parameter.history[-1] if parameter.history else None
        if last is not None and last.source == LOCK:
            before = self._origin(replace(parameter, history=parameter.history[:-1]))
            return f"{before} Pinned by the lock of images.".lstrip()
        declared = self._names.of(parameter.declared)
        setter = ""
        if last is not None and last.source == BUILT_IN:
            return "The default of oamc."
        if last is not None and last.source == OF_PROFILE:
            return f"The default of the profile {last.given_by}."
        if last is not None and last.source == OF_DEFINITION:
            return "The default of its definition."
        if last is not None and last.source == PLATFORM:
            return "Fixed by the platform."
        if last is not None and last.source == OVERRIDE:
            setter = "set when the chart was built"
        elif last is not None and (by := self._names.of(last.span)):
            setter = f"set by {'a variable of ' if last.source == VARIABLE else ''}{by}"
        if declared and not setter.endswith(f" {declared}"):
            setter = ", ".join(filter(None, (f"declared by {declared}", setter)))
        return f"{setter[:1].upper()}{setter[1:]}." if setter else ""


def _built(parameter: Parameter) -> str:
    """Say what a parameter is while it is null and follows variables."""
    if parameter.built is None:
        return ""
    from oamc.backends.helm.built_words import built_in_words  # what most charts do without

    return built_in_words(parameter)


def _kind(parameter: Parameter) -> tuple[str, ...]:
    """Return what tells values of one meaning from others, where oamc has given the meaning; empty where a developer has.

    A container, an instance and a volume have names of their own, which do not count.
    """
    match parameter.path:
        case (_, "containers", _, *rest):
            return ("containers", *rest)
        case (_, "traits", trait, *_):
            return ("traits", trait, parameter.path[-1])
        case (_, "test", _):
            return ("test",)
        case (_, "replicas"):
            return ("replicas",)
        case _:
            return ()


def _explanation(parameter: Parameter) -> str:
    """Say what a parameter is: its description and its type."""
    text = " ".join(parameter.description.split())[:LONGEST_DESCRIPTION]
    if text and text[-1] not in ".!?":
        text += "."
    kind = type_in_words(parameter.type)
    return f"{text} {kind[0].upper()}{kind[1:]}.".strip()


def _flow(value: Plain) -> str:
    """Return a value on one line."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return spell_yaml_number(value)
        case str():
            return spell_text(value)
        case dict():
            return "{" + ", ".join(f"{_flow_key(quoted(name))}: {_in_flow(item)}" for name, item in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_in_flow, value)) + "]"


def _flow_key(name: str) -> str:
    """Return a quoted key of a flow mapping, marked as a key where it is too long."""
    return name if len(name) <= LONGEST_KEY else f"? {name} "


def _in_flow(value: Plain) -> str:
    """Return a value inside a flow value, where plain texts would be read otherwise."""
    return quoted(value) if isinstance(value, str) else _flow(value)


def comment(text: str, indent: str) -> tuple[str, ...]:
    """Break a text into comment lines, an empty one into none. What could end a comment, or is not seen, is left out."""
    return _known_comment(text, indent) if len(text) <= LONGEST_REMEMBERED else _comment(text, indent)


def _comment(text: str, indent: str) -> tuple[str, ...]:
    """Return the lines of a comment."""
    if not text:
        return ()
    words = _harmless(text).split()
    whole = f"{indent}# {' '.join(words)}"
    if words and len(whole) <= WIDTH:
        return (whole,)
    lines: list[str] = []
    line = f"{indent}#"
    for word in words:
        if len(line) + 1 + len(word) > WIDTH and line != f"{indent}#":
            lines.append(line)
            line = f"{indent}#"
        line = f"{line} {word}"
    lines.append(line)
    return tuple(lines)


LONGEST_REMEMBERED = 400
_known_comment = cache(1024)(_comment)
"""Comments that were laid out before: charts say the same of their values."""


def _harmless(text: str) -> str:
    """Return a text for a comment: without what could end it or is not seen, and without words that programs obey."""
    shown = text if is_visible(text) else _NOT_FOR_COMMENTS.sub(" ", text)
    return shown.replace("##", "# #").replace(SKIP_MARKER, f"+ {SKIP_MARKER[1:]}")
