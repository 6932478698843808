"""`oamc config`: print the merged options with their origins."""

from __future__ import annotations

from oamc.cli.entry import FINE
from oamc.cli.settings import weakens
from oamc.cli.streams import write_result
from oamc.cli.toml_places import CHART
from oamc.diagnostics.reports import escape

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.cli.configured import Environment
    from oamc.cli.option import Option
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports

SECRET = frozenset(("set", "set-string", "set-json"))
"""Options that hold values: their number is printed, not their texts."""


def run(settings: Settings, reports: Reports) -> int:
    """Print a line for each option: its name, its value in the spelling of TOML, and as a comment where it comes from."""
    if reports.found or settings.texts("diagnostics"):
        from oamc.cli.presentation import destinations, present

        destinations(settings, prints="the options")
        present(settings, reports)
    rows = [
        (f"{key} = {value}", _origin(option, settings))
        for option in sorted(settings.command.options, key=lambda option: option.name)
        for key, value in _entries(option, settings)
    ]
    if settings.environment is not None:
        rows += _of_environment(settings.environment, settings)
    rows += _of_platform(settings)
    width = min(50, max(len(text) for text, _ in rows))
    write_result("".join(f"{text:<{width}}  # {origin}\n" for text, origin in rows))
    return FINE


def _entries(option: Option, settings: Settings) -> list[tuple[str, str]]:
    """Return key and value of an option as TOML writes them; a table has a line for each key."""
    if option.name != CHART:
        return [(option.name, _spelled(option.name, settings.merged[option.name].value))]
    table = settings.table(CHART)
    if not table:
        return [(CHART, "{}")]
    from oamc.cli.chart_table import ANNOTATIONS, key_of

    keys = {name: key_of(name) or f"{ANNOTATIONS}.{_quoted(name)}" for name in table}
    return [(f"{CHART}.{keys[name]}", _spelled(CHART, value)) for name, value in table.items()]


def _of_environment(environment: Environment, settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what an environment has beside options: its values as layers, the lowest first, its patches, and its other keys."""
    for layer in environment.layers:
        name = f"application.{layer.application}." if layer.application else ""
        if layer.files:
            yield f"env.{name}values = {_spelled('values', tuple(path.value for path in layer.files))}", layer.origin
        for flag in dict.fromkeys(assignment.flag for assignment in layer.assignments):
            texts = tuple(assignment.text for assignment in layer.assignments if assignment.flag == flag)
            yield f"env.{name}{flag[2:]} = {_spelled(flag[2:], texts)}", layer.origin
    origin = f'environment "{environment.name.value}"'
    if environment.patches:
        yield f"env.patches = {_spelled('patches', tuple(path.value for path in environment.patches))}", origin
    if environment.excluded:
        yield f"env.exclude = {_spelled('exclude', tuple(name.value for name in environment.excluded))}", origin
    for one in environment.applications:
        for name, setting in one.settings.items():
            if not settings.is_typed(name):
                yield f"env.application.{one.name.value}.{name} = {_spelled(name, setting.value)}", setting.origin
    if environment.cluster is not None:
        key, text = environment.cluster
        yield f"env.cluster.{key} = {_quoted(text)}", origin
    for name in ("promote", "sync", "create-namespace"):
        if name in environment.keys:
            yield f"env.{name} = {_spelled(name, environment.keys[name].value)}", environment.keys[name].origin


def _of_platform(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield the rules of the platform: those of the project, and those of its environment. Few projects have any."""
    tables, environment = settings.tables, settings.environment
    for platform in (
        tables.platform if tables is not None else None,
        environment.platform if environment is not None else None,
    ):
        if platform is not None:
            from oamc.cli.platform_rows import rows_of

            yield from ((escape(text), escape(place)) for text, place in rows_of(platform))


def _origin(option: Option, settings: Settings) -> str:
    """Return where a value comes from, and for one of a configuration file whether it can weaken a check."""
    origin = settings.merged[option.name].origin
    return f"{origin} (can weaken a check)" if settings.chooser(option.name) and weakens(option, settings) else origin


def _spelled(name: str, value: object) -> str:
    """Return a value as TOML writes it, except for secrets."""
    if isinstance(value, tuple):
        if name in SECRET and value:
            return f"({len(value)} given)"
        return "[" + ", ".join(map(_quoted, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return '""' if value is None else _quoted(str(value))


def _quoted(text: str) -> str:
    """Return a text in quotes, safe to print."""
    escaped = escape(text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t"))
    return f'"{escaped}"'
