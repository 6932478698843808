"""Which environments a run is for: names come in, settings come out in which those of the environment stand.

A flag wins over a variable of the environment (OAMC_…), that over the chosen environment of the project, that over the top of
the project file.
"""

from __future__ import annotations

from oamc.cli.configured import OfApplication
from oamc.cli.setting import Setting
from oamc.cli.settings import DEFAULT, ENV, Settings
from oamc.cli.weakening import tell_what_weakens
from oamc.diagnostics.codes.environments import ABSTRACT_ENVIRONMENT, NO_ENVIRONMENTS, UNKNOWN_ENVIRONMENT
from oamc.diagnostics.reports import listing
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.cli.configured import Environment
    from oamc.diagnostics.reports import Reports

NAMESPACE = "namespace"


def in_environment(settings: Settings, name: str, reports: Reports) -> Settings:
    """Return the settings of a run for one environment. One that is not there, or is abstract, is reported."""
    found = _environment(settings, name, reports)
    if found is None:
        return settings
    given = {
        option: setting
        for option, setting in found.settings.items()
        if option in settings.merged and not settings.is_typed(option)
    }
    return _changed(settings, given, found)


def in_environments(settings: Settings, reports: Reports, *, in_all: bool) -> tuple[Settings, ...]:
    """Return the settings for each environment that is asked for, in the order of the command line.

    Without any it is each one of the project, where a command looks at all of them, else the run without an environment.
    """
    value = settings.merged[ENV].value
    names = tuple(dict.fromkeys(value)) if isinstance(value, tuple) else ()
    tables = settings.tables
    if not names and in_all and tables is not None:
        names = tuple(found.name.value for found in tables.buildable)
    runs = tuple(in_environment(settings, name, reports) for name in names) or (settings,)
    if settings.configuration is not None:
        tell_what_weakens(runs, reports)
    return runs


def _environment(settings: Settings, name: str, reports: Reports) -> Environment | None:
    """Return an environment by its name; report why there is none."""
    tables = settings.tables
    if tables is None or not tables.environments:
        if settings.configuration is None:
            reason = "no project file is read"
            hint = (
                "environments stand in oamc.toml, in this directory or above it, as tables [env.NAME]; --no-config reads none"
            )
        else:
            reason = "the project file has no table [env.NAME]"
            hint = f"write a table [env.{name}] into it"
        reports.add(NO_ENVIRONMENTS, at=None, reason=reason, hint=hint)
        return None
    found = tables.environments.get(name)
    names = [one.name.value for one in tables.buildable]
    known = f"environments are {listing(names)}" if names else "every environment is abstract"
    if found is None:
        near = reports.nearest(name, names)
        reports.add(UNKNOWN_ENVIRONMENT, at=None, name=name, hint=f"did you mean {near}?" if near else known)
    elif found.is_abstract:
        reports.add(ABSTRACT_ENVIRONMENT, at=found.name.span, name=name, hint=known)
        return None
    return found


def in_namespaces_of(settings: Settings, other: Settings) -> Settings:
    """Return the settings of one environment with the namespaces of another.

    Two environments nearly always have two namespaces: with these, every object would be another one.
    """
    own, theirs = settings.environment, other.environment
    if own is None or theirs is None:
        return settings
    namespaces = {one.name.value: one for one in theirs.applications if NAMESPACE in one.settings}
    changed = {one.name.value: one for one in own.applications}
    applications = []
    for name in dict.fromkeys((*changed, *namespaces)):
        found = changed.get(name) or namespaces[name]
        kept = {option: setting for option, setting in found.settings.items() if option != NAMESPACE and name in changed}
        given = {NAMESPACE: namespaces[name].settings[NAMESPACE]} if name in namespaces else {}
        applications.append(OfApplication(name=found.name, settings={**kept, **given}))
    return _changed(settings, {NAMESPACE: other.merged[NAMESPACE]}, replace(own, applications=tuple(applications)))


def namespaces_of(settings: Settings) -> tuple[str | None, dict[str, str]]:
    """Return the namespaces that an environment chooses: of all applications, and of one alone by its name."""
    applications = settings.environment.applications if settings.environment is not None else ()
    own = {one.name.value: str(one.settings[NAMESPACE].value) for one in applications if NAMESPACE in one.settings}
    return settings.text(NAMESPACE), own if not settings.is_typed(NAMESPACE) else {}


def namespace_of(settings: Settings, application: str) -> str | None:
    """Return the namespace that an environment chooses for an application, None where the document decides."""
    everywhere, own = namespaces_of(settings)
    return own.get(application, everywhere)


def without_namespaces(settings: Settings) -> Settings:
    """Return the settings of an environment without the namespaces that it chooses; one that the operator typed stays."""
    if settings.is_typed(NAMESPACE) or settings.environment is None:
        return settings
    base = settings.configuration.settings if settings.configuration is not None else None
    applications = tuple(
        replace(one, settings={name: setting for name, setting in one.settings.items() if name != NAMESPACE})
        for one in settings.environment.applications
    )
    unset = (base or {}).get(NAMESPACE) or Setting(value=None, origin=DEFAULT)
    return _changed(settings, {NAMESPACE: unset}, replace(settings.environment, applications=applications))


def _changed(settings: Settings, given: Mapping[str, Setting], environment: Environment) -> Settings:
    """Return settings with others in some places."""
    changed = Settings(settings.arguments, {**settings.merged, **given}, settings.configuration, environment)
    changed.positional = settings.positional
    return changed
