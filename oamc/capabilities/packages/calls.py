"""Calls of the functions of a package: whatever they do wrong is a finding with the package's name.

In: a capability as the package says it. Out: the same with functions that never raise, but for `NothingRenderedError`, and that
return what can be used. What is printed meanwhile is dropped: a result may stand on standard output.
"""

from __future__ import annotations

from contextlib import redirect_stdout
from io import StringIO
from pathlib import PurePath

from oamc.capabilities.contracts import Change, NothingRenderedError, Scope, Trait, WorkloadType
from oamc.capabilities.own.trees import ResultError
from oamc.capabilities.packages.results import (
    checked_change,
    checked_objects,
    checked_rendered,
    checked_requirements,
    checked_tree,
)
from oamc.diagnostics.codes import own as codes
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from oamc.capabilities.contracts import Context, Rendered, Subject
    from oamc.diagnostics.reports import Reports
    from oamc.ir.program import BoundScope, BoundTrait, Capability, Instance
    from oamc.objects.object_set import Requirement
    from oamc.objects.tree import KubeObject, Tree
    from oamc.spans import Span

FAULTS = (Exception, SystemExit)
"""What a package may raise. A run that is interrupted, or has no memory left, ends."""
CHANGED_NOTHING: dict[str, Any] = {}


class CallError(Exception):
    """Something of a package fails, for this reason."""


def called(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call something of a package. Raises `CallError`."""
    try:
        with redirect_stdout(StringIO()):
            return function(*arguments)
    except MemoryError:
        raise
    except FAULTS as error:
        raise CallError(_words(error)) from error


def _words(error: BaseException) -> str:
    """Return what went wrong, and the last line of the package that it came through."""
    place, trace = "", error.__traceback__
    own = str(PurePath(__file__).parents[2])
    while trace is not None:
        name = trace.tb_frame.f_code.co_filename
        if not name.startswith((own, "<")):
            place = f" ({PurePath(name).name}, line {trace.tb_lineno})"
        trace = trace.tb_next
    try:
        text = " ".join(str(error).split())
    except FAULTS:
        text = ""
    return f"{type(error).__name__}{': ' if text else ''}{text}{place}"


class Guard:
    """The calls of one capability: `words` are what messages call it, such as `trait backup of acme 1.0`."""

    def __init__(self, words: str, reports: Reports) -> None:
        self.words = words
        self.reports = reports

    def result(
        self, reports: Reports, at: Span | None, check: Callable[[Any], Any], function: Callable[..., Any], *given: Any
    ) -> Any:
        """Return what a function returns and a check lets through, None after a report."""
        errors = reports.errors
        try:
            return check(called(function, *given))
        except CallError as error:
            problem = f"it raises {error}"
        except ResultError as error:
            problem = str(error)
        if reports.errors == errors:  # what it has refused before needs no more words
            reports.add(codes.PACKAGE_FAILS, at=at, what=self.words, problem=problem)
        return None

    def held(self, given: Capability) -> Capability:
        """Return a workload type, a trait or a scope."""
        match given:
            case WorkloadType():
                return self._workload_type(given)
            case Trait():
                return self._trait(given)
            case _:
                assert isinstance(given, Scope), "a package has no intents"
                return self._scope(given)

    def _workload_type(self, given: WorkloadType) -> WorkloadType:
        """Return a workload type."""

        def render(instance: Instance, context: Context) -> Rendered:
            """Make the objects of an instance."""
            reports, errors = context.reports, context.reports.errors
            at = instance.component.workload_type.span
            found = self.result(
                reports, at, lambda made: checked_rendered(made, given, instance), given.render, instance, context
            )
            if found is None or reports.errors > errors:
                raise NothingRenderedError
            rendered: Rendered = found
            return rendered

        def scale(count: Tree) -> Tree:
            """Return the patch that sets the number of replicas."""
            found = self.result(self.reports, None, checked_tree, given.scale, count)  # type: ignore[arg-type]  # is one
            return CHANGED_NOTHING if found is None else found

        return replace(given, render=render, scale=None if given.scale is None else scale)

    def _trait(self, given: Trait) -> Trait:
        """Return a trait."""
        return replace(given, change=lambda use, subject: self._change(given.change, use, subject, use.name_span))

    def _scope(self, given: Scope) -> Scope:
        """Return a scope."""
        change, make, conditions = given.change, given.make, given.conditions

        def changes(scope: BoundScope, subject: Subject) -> Change:
            """Say what the scope does to a member."""
            assert change is not None
            return self._change(change, scope, subject, scope.name.span)

        def makes(scope: BoundScope, context: Context) -> tuple[KubeObject, ...]:
            """Make the objects of the scope."""
            check = lambda made: checked_objects(made, scope)  # noqa: E731 - what is checked hangs on the scope
            found: tuple[KubeObject, ...] | None
            found = self.result(context.reports, scope.name.span, check, make, scope, context)  # type: ignore[arg-type]  # is one
            return () if found is None else found

        def wants(scope: BoundScope, context: Context) -> tuple[Requirement, ...]:
            """Return the conditions on the values of the scope."""
            check = lambda made: checked_requirements(made, scope)  # noqa: E731 - what is checked hangs on the scope
            found: tuple[Requirement, ...] | None
            found = self.result(context.reports, scope.name.span, check, conditions, scope, context)  # type: ignore[arg-type]  # is one
            return () if found is None else found

        return replace(
            given,
            change=None if change is None else changes,
            make=None if make is None else makes,
            conditions=None if conditions is None else wants,
        )

    def _change(self, function: Callable[..., Change], use: BoundTrait | BoundScope, subject: Subject, at: Span) -> Change:
        """Return what a trait or a scope does to an instance; nothing after a report."""
        reports = subject.context.reports
        found: Change | None
        found = self.result(reports, at, lambda made: checked_change(made, use, subject), function, use, subject)
        return Change() if found is None else found
