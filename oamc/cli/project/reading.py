"""From an environment of a project to what the compiler takes: its files are read, and its values become layers."""

from __future__ import annotations

from oamc.options import Environment, OwnOptions
from oamc.values.given import Layer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from typing import Any

    from oamc.cli import configured
    from oamc.cli.setting import Setting
    from oamc.cli.settings import Settings
    from oamc.spans import Located, SourceFile, Span

    Read = Callable[[str, Span | None], SourceFile | None]

FIELDS = {"kube-version": "kube_versions"}
"""What `Options` calls an option whose name is another one there."""


def layers(settings: Settings, read: Read) -> tuple[Layer, ...]:
    """Return the values of a run's environment as layers, the lowest first: that of the whole project, then its own.

    What cannot be read is reported by `read`.
    """
    found = []
    configured = settings.configuration.settings if settings.configuration is not None else None
    base = (configured or {}).get("values")
    if base is not None and isinstance(base.value, tuple):
        read_here = (read(str(path), None) for path in base.value)
        files = tuple(source for source in read_here if source is not None)
        found.append(Layer(origin=f"values of {base.origin}", files=files))
    for one in settings.environment.layers if settings.environment is not None else ():
        files = _read_all(one.files, read)
        found.append(Layer(origin=one.origin, files=files, assignments=one.assignments, application=one.application))
    return tuple(found)


def patch_files(environment: configured.Environment, read: Read) -> tuple[SourceFile, ...]:
    """Return the files with the patches of an environment."""
    return _read_all(environment.patches, read)


def environment_of(settings: Settings, environment: configured.Environment, patches: tuple[SourceFile, ...]) -> Environment:
    """Return what the compiler has to know of an environment. What the operator typed holds for each application."""
    own = (OwnOptions(name=one.name, changes=_changes(one.settings, settings)) for one in environment.applications)
    return Environment(
        name=environment.name.value,
        excluded=environment.excluded,
        named=settings.tables.named if settings.tables is not None else (),
        applications=tuple(own),
        patches=patches,
    )


def _changes(own: Mapping[str, Setting], settings: Settings) -> dict[str, Any]:
    """Return options as the compiler calls them."""
    return {
        FIELDS.get(name, name.replace("-", "_")): setting.value for name, setting in own.items() if not settings.is_typed(name)
    }


def _read_all(paths: Iterable[Located[str]], read: Read) -> tuple[SourceFile, ...]:
    """Return the files that can be read."""
    found = (read(path.value, path.span) for path in paths)
    return tuple(source for source in found if source is not None)
