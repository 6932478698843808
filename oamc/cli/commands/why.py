"""`oamc why`: where a field of an object comes from, what it is made of, and what changes it."""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.compilation import gather
from oamc.cli.entry import FINE, WRONG
from oamc.cli.presentation import destinations, present
from oamc.cli.streams import palette, write_result
from oamc.diagnostics.codes import usage
from oamc.diagnostics.reports import listing, printable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from oamc.cli.asked import Asked
    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.cli.template_lines import Written
    from oamc.diagnostics.reports import Reports
    from oamc.origins.answers import Subject, Told, ToldValue
    from oamc.origins.found import Candidate, Wanted

USAGE = "oamc why KIND/NAME FIELD PATH…, or oamc why FILE:LINE PATH…"
MOST_VALUES = 50
AT_LEAST = 2


def run(settings: Settings, reports: Reports) -> int:
    """Say where a field comes from, and return the exit status."""
    from oamc.cli.asked import asked_line, compiled_subjects
    from oamc.origins.found import wanted_of

    words = settings.positional
    place = asked_line(words[0]) if words else None
    wanted = wanted_of(words[0]) if words and place is None else None
    if place is None and (wanted is None or len(words) < AT_LEAST):
        message = "an object and a field are asked for" if wanted or not words else f'"{printable(words[0])}" names no object'
        raise UsageError(message, USAGE, "why")
    destinations(settings, prints="the answer")
    settings.positional = words[1 if place else AT_LEAST :]
    gathered = gather(settings, reports)
    text = ""
    if not reports.has_errors():
        asked = compiled_subjects(settings, gathered, reports)
        if not reports.has_errors():
            if place is not None:
                text = _on_line(place, asked, settings, gathered, reports)
            elif wanted is not None:
                text = _in_words(wanted, words[0], words[1], asked, settings, gathered, reports)
    if not reports.has_errors():
        write_result(text)
    complete = present(settings, reports, gathered.visibility, gathered.inputs)
    return WRONG if reports.has_errors() or not complete else FINE


def _in_words(
    wanted: Wanted, name: str, field: str, asked: Asked, settings: Settings, gathered: Gathered, reports: Reports
) -> str:
    """Return what is told of a field that somebody names; report why nothing is."""
    from oamc.origins.answers import Missing
    from oamc.origins.names import FieldError

    subject = _subject(wanted, name, asked, reports)
    if subject is None:
        return ""
    try:
        told = subject.tell(field)
    except FieldError as error:
        hint = "write it as oamc diff prints it: spec.template.spec.containers[web].image"
        raise UsageError(f'the field "{printable(field)}" cannot be read: {error}', hint, "why") from error
    if isinstance(told, Missing):
        reports.add(usage.NO_SUCH_FIELD, at=None, field=field, object=_title(subject), hint=told.hint)
        return ""
    return _written(subject, told, settings, gathered)


def _subject(wanted: Wanted, name: str, asked: Asked, reports: Reports) -> Subject | None:
    """Return the one object that is asked for; report where there is none, or where there are several."""
    from oamc.origins.found import hint_for, matching

    named = matching(wanted, asked.candidates)
    found = [one for one in named if one.is_there] or named[:1]
    if len(found) > 1:
        reports.add(usage.SEVERAL_OBJECTS, at=None, name=name, count=len(found), hint=_choice(found))
        return None
    if not found:
        reports.add(usage.NO_SUCH_OBJECT, at=None, name=name, hint=hint_for(wanted, asked.candidates))
        return None
    return _there(found[0], name, asked, reports)


def _there(found: Candidate, name: str, asked: Asked, reports: Reports) -> Subject | None:
    """Return all that is known of an object; report for which condition it would be there where it is not."""
    from oamc.origins.conditions import in_words

    condition = found.item.condition
    if condition is not None and not found.is_there:
        hint = f"it is there only if {in_words(condition)}"
        reports.add(usage.NO_SUCH_OBJECT, at=found.item.span, name=name, hint=hint)
        return None
    return asked.subject(found)


def _choice(found: Sequence[Candidate]) -> str:
    """Say how one of several objects is chosen: by its namespace or its group, else by its application, too."""
    titles = [one.whole_title for one in found]
    if len(set(titles)) < len(titles):
        titles = [f"{one.whole_title}@{one.application}" for one in found]
    return f"write {listing(dict.fromkeys(titles), 'or')}"


def _title(subject: Subject) -> str:
    """Return what an object is called."""
    return f"{subject.item.kind}/{subject.name}"


def _written(subject: Subject, told: Told, settings: Settings, gathered: Gathered) -> str:
    """Return what is told of a field in the form that is wanted."""
    shows_values = settings.flag("show-values")
    if settings.required_text("format") == "json":
        from oamc.origins.json_text import json_of

        return json_of(subject, told, shows_values=shows_values)
    from oamc.origins.text import text_of

    colours = palette(settings.required_text("color"))
    return text_of(subject, told, colours, gathered.visibility, shows_values=shows_values)


def _written_values(values: tuple[ToldValue, ...], settings: Settings) -> str:
    """Return what is told of values in the form that is wanted."""
    shows_values, left_out = settings.flag("show-values"), max(0, len(values) - MOST_VALUES)
    if settings.required_text("format") == "json":
        from oamc.origins.json_text import json_of_values

        return json_of_values(values[:MOST_VALUES], left_out, shows_values=shows_values)
    from oamc.origins.text import text_of_values

    colours = palette(settings.required_text("color"))
    return text_of_values(values[:MOST_VALUES], left_out, colours, shows_values=shows_values)


def _on_line(place: tuple[str, int], asked: Asked, settings: Settings, gathered: Gathered, reports: Reports) -> str:
    """Return what is told of a line of a file that oamc wrote; report why nothing is."""
    from oamc.cli.asked import Line, Values, line_of, output_at
    from oamc.origins.found import meant_by_manifest

    output = output_at(place[0], gathered.limits, reports)
    found = None if output is None else line_of(output, place[1], asked, reports)
    if isinstance(found, Values):
        return _written_values(found.values, settings)
    if found is None:
        return ""
    if not isinstance(found, Line):
        return _in_template(found, settings, gathered, asked, reports)
    subject = _subject(meant_by_manifest(found.wanted, asked.candidates), found.name, asked, reports)
    if subject is None:
        return ""
    if found.path not in subject.names.named:
        hint = "the file is not what these documents and values make: build it again"
        field = found.field
        reports.add(usage.NO_SUCH_FIELD, at=None, field=field, object=_title(subject), hint=hint)
        return ""
    if subject.names.value(found.path) != found.value:
        from oamc.cli.streams import write_message

        write_message(f"note: {printable(place[0])} holds something else there than these documents and values make\n")
    return _written(subject, subject.tell_at(found.path), settings, gathered)


def _in_template(found: Written, settings: Settings, gathered: Gathered, asked: Asked, reports: Reports) -> str:
    """Return what is told of a line of a template; report why nothing is."""
    from oamc.kubernetes.findings import place
    from oamc.origins.conditions import in_words
    from oamc.origins.parts import filled_path

    candidate = found.candidate
    subject = _there(candidate, candidate.title, asked, reports)
    if subject is None or found.path is None:
        return ""
    path = filled_path(candidate.item, found.path, candidate.filler)
    if isinstance(path, tuple):
        return _written(subject, subject.tell_at(path), settings, gathered)
    hint, field = f"it is there only if {in_words(path)}", place("", found.path)[1:]
    reports.add(usage.NO_SUCH_FIELD, at=None, field=field, object=_title(subject), hint=hint)
    return ""
