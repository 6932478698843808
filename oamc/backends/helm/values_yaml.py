"""`values.yaml`: every parameter with its value, and a comment that says what it is and where it was set."""

from __future__ import annotations

from oamc.expressions.numbers import spell_yaml_number
from oamc.expressions.type_words import type_in_words
from oamc.objects.writer import LONGEST_KEY, before_colon, quoted, spell_text
from oamc.startup.patterns import SKIP_MARKER, UNSEEN, Pattern, is_visible
from oamc.values.parameters import BUILT_IN, OVERRIDE, Unset
from oamc.values.shape import assignment_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.source.nodes import Plain
    from oamc.spans import Span
    from oamc.values.parameters import Parameter

WIDTH = 120

LONGEST_DESCRIPTION = 600
_NOT_FOR_COMMENTS = Pattern(f"[\x00-\x1f{UNSEEN}]")


def values_yaml(parameters: Sequence[Parameter], fixed: Sequence[Parameter], application: str) -> str:
    """Return the text of `values.yaml`.

    Every text is in double quotes where YAML 1.1 could read it otherwise. A parameter that is not set is null, which
    Helm drops. What was fixed when the chart was built stands as comments at the end.
    """
    lines = [
        *_comment(f"Values of the application {application}. Everything that can be changed is listed here.", ""),
        *_comment("Paths are the names of the OAM documents; values.schema.json refuses everything else.", ""),
    ]
    # A mapping with comments alone would be null, which Helm takes for no mapping at all.
    filled = {parameter.path[:-1] for parameter in parameters if not parameter.is_open}
    filled |= {parameter.path[:depth] for parameter in parameters for depth in range(len(parameter.path) - 1)}
    open_path: tuple[str, ...] = ()
    for parameter in parameters:
        parents = parameter.path[:-1]
        shared = 0
        while shared < min(len(open_path), len(parents)) and open_path[shared] == parents[shared]:
            shared += 1
        if shared == 0:
            lines.append("")
        for depth in range(shared, len(parents)):
            indent = "  " * depth
            end = ":" if parents[: depth + 1] in filled else ": {}"
            lines.append(f"{indent}{before_colon(spell_text(parents[depth]), indent, lines)}{end}")
        open_path = parents
        _parameter(parameter, "  " * len(parents), lines)
    if fixed:
        lines += ["", *_comment("Fixed when the chart was built, because the shape of the objects depends on it:", "")]
        lines += [f"# {'.'.join(map(spell_text, parameter.path))}: {_flow(parameter.value)}" for parameter in fixed]  # type: ignore[arg-type]
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter, indent: str, lines: list[str]) -> None:
    """Write one parameter behind its comment."""
    lines.extend(_comment(_description(parameter), indent))
    if parameter.is_open:
        # On one line, however long: it is there to be copied.
        lines.append(f"{indent}# {_harmless(f'Required: {assignment_of(parameter.path, parameter.type)}')}")
        lines.append(f"{indent}# {_harmless(spell_text(parameter.path[-1]))}:")
        return
    key = before_colon(spell_text(parameter.path[-1]), indent, lines)
    value = parameter.value
    if isinstance(value, Unset) or parameter.follows:
        lines.append(f"{indent}{key}: null")
    else:
        _entry(key, value, indent, lines)  # type: ignore[arg-type]  # known values are plain data


def _entry(key: str, value: Plain, indent: str, lines: list[str]) -> None:
    """Write one entry with its value, in block form."""
    if isinstance(value, dict) and value:
        lines.append(f"{indent}{key}:")
        for name, item in value.items():
            _entry(before_colon(spell_text(name), f"{indent}  ", lines), item, f"{indent}  ", lines)
    elif isinstance(value, list) and value:
        lines.append(f"{indent}{key}:")
        lines.extend(f"{indent}- {_flow(item)}" for item in value)
    else:
        lines.append(f"{indent}{key}: {_flow(value)}")


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


def _description(parameter: Parameter) -> str:
    """Say what a parameter is: its description, its type, and where it was declared and last set."""
    text = " ".join(parameter.description.split())[:LONGEST_DESCRIPTION]
    if text and text[-1] not in ".!?":
        text += "."
    kind = type_in_words(parameter.type)
    return " ".join(part for part in (text, f"{kind[0].upper()}{kind[1:]}.", _origin(parameter), _built(parameter)) if part)


def _built(parameter: Parameter) -> str:
    """Say what a parameter is while it is null and follows variables."""
    if parameter.built is None:
        return ""
    from oamc.backends.helm.built_words import built_in_words  # what most charts do without

    return built_in_words(parameter)


def _origin(parameter: Parameter) -> str:
    """Say where a parameter was declared and last set."""
    last = parameter.history[-1] if parameter.history else None
    declared = parameter.declared
    parts: list[str] = []
    if declared is not None:
        parts.append(f"declared in {_place(declared)}")
    if last is None:
        parts.append("not set")
    elif last.source == BUILT_IN:
        parts.append("the default of oamc")
    elif last.source == OVERRIDE:
        parts.append("set when the chart was built")
    elif last.span is not None and (declared is None or last.span.key()[:2] != declared.key()[:2]):
        parts.append(f"set in {_place(last.span)}" + (f" through {_place(last.via)}" if last.via else ""))
    if not parts:
        return ""
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}."


def _place(span: Span) -> str:
    """Return a place by the name of the file that is the same wherever the input lies."""
    return f"{span.source.label}:{span.line}"


def _comment(text: str, indent: str) -> list[str]:
    """Break a text into comment lines."""
    words = _harmless(text).split()
    lines: list[str] = []
    line = f"{indent}#"
    for word in words:
        if len(line) + 1 + len(word) > WIDTH and line != f"{indent}#":
            lines.append(line)
            line = f"{indent}#"
        line = f"{line} {word}"
    lines.append(line)
    return lines


def _harmless(text: str) -> str:
    """Return a text for a comment: without what could end it or is not seen, and without words that programs obey."""
    shown = text if is_visible(text) else _NOT_FOR_COMMENTS.sub(" ", text)
    return shown.replace("##", "# #").replace(SKIP_MARKER, f"+ {SKIP_MARKER[1:]}")
