"""What is told of parts of objects and of values, as text for people.

Deployment/web in shop, spec.replicas
  value: 3
  from: app.yaml:41:23
    replicas: 3
  by: trait scaler
  live: web.traits.scaler.replicas, which --set web.traits.scaler.replicas=NUMBER changes
    application: 2  app.yaml:41:23
    override: 3  --set, column 1  <- in force
"""

from __future__ import annotations

from oamc.changes.model import ABSENT
from oamc.changes.shown import shown
from oamc.diagnostics.reports import escape, printable
from oamc.diagnostics.snippets import excerpt, line_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from oamc.diagnostics.snippets import Visibility
    from oamc.diagnostics.text import Palette
    from oamc.origins.answers import Answer, Subject, Told, ToldValue
    from oamc.origins.chains import Chain, Link
    from oamc.spans import Span

IN_FORCE = "  <- in force"
LONGEST_PATH = 400
MOST_USES = 8


def text_of(subject: Subject, told: Told, palette: Palette, visibility: Visibility, *, shows_values: bool) -> str:
    """Return what is told of a field. `visibility` says which texts of the documents may be shown."""
    blocks = []
    for answer in told.answers:
        title = f"{title_of(subject)}, {printable(answer.field, LONGEST_PATH)}"
        lines = _answer(answer, visibility, shows_values=shows_values)
        blocks.append([f"{palette.strong}{title}{palette.reset}", *(f"  {line}" for line in lines)])
    text = "\n\n".join("\n".join(block) for block in blocks) + "\n"
    return f"{text}\nand {told.left_out:,} more: name a field below\n" if told.left_out else text


def text_of_values(values: Sequence[ToldValue], left_out: int, palette: Palette, *, shows_values: bool) -> str:
    """Return what is told of values of a chart: of each its chain, and the fields that it is a part of."""
    blocks = []
    for value in values:
        hidden = value.is_hidden and not shows_values
        title = f"value {printable(value.chain.path, LONGEST_PATH)} of {printable(value.application)}"
        lines = [f"{palette.strong}{title}{palette.reset}"]
        lines += [f"  {line}" for line in _chain(value.chain, hidden=hidden)]
        lines += _uses("in", value.fields)
        lines += _uses("decides whether there is", value.switches)
        if not value.fields and not value.switches:
            lines.append("  in: no field as it is now")
        blocks.append("\n".join(lines))
    text = "\n\n".join(blocks) + "\n"
    return f"{text}\nand {left_out:,} more: take a line below\n" if left_out else text


def _uses(word: str, fields: Sequence[tuple[Subject, str]]) -> Iterator[str]:
    """Yield the lines about fields: an object alone where many of its fields are told."""
    objects: dict[str, list[str]] = {}
    for subject, field in fields:
        objects.setdefault(title_of(subject), []).append(field)
    for title, found in objects.items():
        if len(found) > MOST_USES:
            yield f"  {word}: {title}, {len(found):,} fields"
        else:
            yield from (f"  {word}: {title}, {printable(field, LONGEST_PATH)}" for field in found)


def title_of(subject: Subject) -> str:
    """Return what an object is called, and whose it is."""
    place = f"{subject.namespace}/" if subject.namespace else ""
    return printable(f"{subject.item.kind}/{place}{subject.name} in {subject.application}", LONGEST_PATH)


def place_of(span: Span) -> str:
    """Return a place as editors and terminals know it."""
    return f"{escape(span.source.path)}:{span.line}:{span.column}"


def _answer(answer: Answer, visibility: Visibility, *, shows_values: bool) -> Iterator[str]:
    """Yield the lines about one leaf."""
    hidden = answer.is_hidden and not shows_values
    yield f"value: {shown(answer.value, hidden=hidden)}"
    if answer.span is not None:
        yield f"from: {place_of(answer.span)}"
        line = _line(answer.span, visibility, shows_values=shows_values)
        if line:
            yield f"  {line}"
    if answer.rule:
        yield f"by: {printable(answer.rule)}"
    replaced = [shown(answer.replaced, hidden=hidden)] if answer.replaced is not ABSENT else []
    replaced += [f"value {printable(path, LONGEST_PATH)}" for path in answer.replaced_values]
    if replaced:
        yield f"replaced: {', '.join(replaced)}"
    for chain in answer.chains:
        yield from _chain(chain, hidden=hidden)
    if not answer.chains:
        yield "fixed: no value that can be chosen changes it"
    for condition in answer.conditions:
        yield f"only if: {condition}"


def _line(span: Span, visibility: Visibility, *, shows_values: bool) -> str:
    """Return the text of the line at a place, as far as it may be shown."""
    if shows_values:
        return printable(line_of(span.source, span.line).strip())
    found = excerpt(span, visibility)
    return found.text.strip() if found is not None and any(map(str.isalnum, found.text)) else ""


def _chain(chain: Chain, *, hidden: bool) -> Iterator[str]:
    """Yield the lines about one parameter."""
    path = printable(chain.path, LONGEST_PATH)
    if chain.is_live:
        yield f"live: {path}, which {printable(chain.assignment, LONGEST_PATH)} changes"
    else:
        decided = f" ({place_of(chain.fixed_by)})" if chain.fixed_by is not None else ""
        yield f"fixed: {path}, because {printable(chain.why, LONGEST_PATH)}{decided}"
    if chain.declared is not None and all(link.span != chain.declared for link in chain.links):
        yield f"  declared: {place_of(chain.declared)}"
    for link in chain.links:
        yield f"  {_link(link, hidden=hidden)}{IN_FORCE if link.in_force else ''}"
    if chain.made_of:
        yield f"  made of: {', '.join(printable(path, LONGEST_PATH) for path in chain.made_of)}"
    elif not chain.links:
        yield f"  {'no value yet: one must be given' if chain.is_open else 'not set'}"


def _link(link: Link, *, hidden: bool) -> str:
    """Return the line about one value that a parameter was given."""
    places = [place_of(link.span)] if link.span is not None else []
    if link.given_by:
        places.append(printable(link.given_by))
    if link.via is not None:
        places.append(f"through {place_of(link.via)}")
    return "  ".join((f"{link.source}: {shown(link.value, hidden=hidden)}", *places))
