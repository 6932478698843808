"""The entry point: `oamc --version` before anything is imported, else one command, and never a traceback.

`main` is the console script. `run` does the same as a function of its arguments and is what tests call: it returns the exit
status and never ends the process.
"""

import _signal  # type: ignore[import-not-found]  # `signal` itself loads `enum`, which costs start-up time
import gc
import os
import sys

from oamc import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType

FINE = 0
WRONG = 1
STALE = 2
USAGE = 64
FAULT = 70
INTERRUPTED = 130
GARBAGE_THRESHOLD = 1_000_000
"""A compilation makes many objects that live to its end: looking through them again and again is a sixth of a long run."""

SIGNALS = tuple(getattr(_signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(_signal, name))
"""What ends a run from outside, besides an interruption: CI systems cancel a job so, closed terminals their programs."""

VERSION_WORDS = ("--version", "-V", "version")
COMPILING = ("build", "check", "diff", "gitops", "images", "qos", "requires", "validate", "verify", "vet")
"""The commands that compile applications, and import most of what `startup/bundled_modules.py` lists."""


class Terminated(BaseException):
    """A signal ends the run. Like an interruption it is no error, and what was begun is undone on its way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.status = 128 + number


NO_LOCK = "can't allocate lock"
ENDINGS = (KeyboardInterrupt, Terminated, MemoryError)
"""What ends a run that has no fault. It may come at any step, also outside of `run`."""


def main() -> int:
    """Run the command line of this process. Where nothing is left to do, the interpreter is not taken down piece by piece."""
    status: int | None = None
    write_later = None
    try:
        gc.set_threshold(GARBAGE_THRESHOLD)
        # What Python itself ignores, such as too little memory while it drops an object, it would print as a traceback.
        sys.unraisablehook = lambda _: None
        _end_in_order()
        if not _is_about_version(sys.argv[1:]):
            write_later = _find_modules(sys.argv[1:])
        status = run(sys.argv[1:])
        if write_later is not None and status == FINE:
            write_later()
        if _may_leave_at_once():
            os._exit(status)
    except ENDINGS as ending:
        return _status_of(ending)
    except SystemError:
        # The interpreter makes this of too little memory, for which it set no exception. What `run` has returned stands.
        return _status_of(MemoryError()) if status is None else status
    return status


def run(arguments: "Sequence[str]") -> int:
    """Run one command and return the exit status."""
    try:
        if _is_about_version(arguments):
            return _print_version()
        return _run_command(arguments)
    except ENDINGS as ending:
        return _status_of(ending)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no exception may become a traceback
        cause = _ending_behind(error)
        return _explain_exception(error) if cause is None else _status_of(cause)


def _is_about_version(arguments: "Sequence[str]") -> bool:
    """Tell whether only the version is asked for."""
    return len(arguments) == 1 and arguments[0] in VERSION_WORDS


def _find_modules(arguments: "Sequence[str]") -> "Callable[[], object] | None":
    """Make the modules of this run cheap to find. Return what prepares that for the next run, where that is wanted."""
    from oamc.startup.own_modules import find_own_modules_first

    finder = find_own_modules_first()
    if finder is None or not arguments or arguments[0] not in COMPILING:
        return None
    from oamc.startup.module_bundle import Bundle, bundle_place

    directory = os.path.dirname(os.path.dirname(__file__))  # noqa: PTH120 - pathlib costs more than all of `oamc --version`
    place = bundle_place(directory)
    if place is None:
        return None
    bundle = Bundle(place, directory, finder)
    if bundle.start():
        finder.asked_first = bundle.find
        return None

    def write_later() -> None:
        """Write the bundle for the next run."""
        from oamc.cli.bundle_writing import write_bundle

        write_bundle(directory, finder)

    return write_later


def _end_in_order() -> None:
    """Let the signals that end a run undo what was begun. One that is ignored (by `nohup`) stays so."""

    def end(number: int, _: object) -> None:
        raise Terminated(number)

    for number in SIGNALS:
        if _signal.getsignal(number) == _signal.SIG_DFL:
            _signal.signal(number, end)


def _print_version() -> int:
    """Print the version as fast as Python starts. What goes wrong there is met again, and put into words, where results are."""
    text = f"oamc {__version__}\n"
    binary = getattr(sys.stdout, "buffer", None)
    try:
        if binary is not None and binary.write(text.encode()) == len(text):
            binary.flush()
            return FINE
    except (OSError, ValueError):
        pass
    from oamc.cli.streams import write_result

    write_result(text)
    return FINE


def _run_command(arguments: "Sequence[str]") -> int:
    """Find the command, merge its settings, and run its module."""
    from oamc.cli.arguments import parse
    from oamc.cli.merging import merge
    from oamc.diagnostics.reports import Reports

    parsed = parse(arguments)
    reports = Reports()
    settings = merge(parsed, reports)
    reports.strict = settings.flag("strict")
    reports.allow_unknown = settings.flag("allow-unknown-fields")
    if reports.has_errors():
        from oamc.cli.presentation import present

        present(settings, reports)
        return WRONG
    command: ModuleType = __import__(parsed.command.module, fromlist=["run"])
    status: int = command.run(settings, reports) if parsed.command.name != "version" else _print_version()
    return status


def _ending_behind(error: BaseException) -> BaseException | None:
    """Return what ended the run where an error only followed from it: argparse, for one, cleans up what it has not made yet.

    With too little memory for the lock of an import, Python raises a `RuntimeError`.
    """
    found: BaseException | None = error
    while found is not None and not isinstance(found, ENDINGS):
        if type(found) is RuntimeError and found.args == (NO_LOCK,):
            return MemoryError()
        found = found.__context__
    return found


def _status_of(ending: BaseException) -> int:
    """Return the status of a run that was ended, and say that there is not enough memory, if there is enough to say it."""
    match ending:
        case KeyboardInterrupt():
            return INTERRUPTED
        case Terminated():
            return ending.status
        case _:
            try:
                _say("oamc: there is not enough memory\n")
            except MemoryError:
                return WRONG
            return WRONG


def _explain_exception(error: Exception) -> int:
    """Say in words what ended the run, and return its status."""
    from oamc.cli.arguments import HelpWanted, UsageError
    from oamc.cli.streams import OutputClosed, write_result
    from oamc.disk.files import reason

    match error:
        case HelpWanted():
            try:
                write_result(str(error))
            except OutputClosed as closed:
                return _explain_exception(closed)
            return FINE
        case UsageError():
            _say(_usage_text(error))
            return USAGE
        case OutputClosed():
            # A reader that has seen enough (`oamc … | head`) needs no message.
            if str(error):
                _say(f"oamc: {error}\n")
            return WRONG
        case OSError() if not _place_in_oamc(error):
            _say(f"oamc: {reason(error)}\n")
            return WRONG
        case _:
            _say(_fault_text(error))
            return FAULT


def _usage_text(error: Exception) -> str:
    """Return the message about wrong usage."""
    from oamc.diagnostics.reports import escape

    command = getattr(error, "command", "")
    help_line = f'run "oamc {command + " " if command else ""}--help" for all options'
    hint = getattr(error, "hint", "")
    return f"oamc: {escape(str(error))}\n" + (f"  = hint: {escape(hint)}\n" if hint else "") + f"  = hint: {help_line}\n"


def _fault_text(error: BaseException) -> str:
    """Return the message about a fault of oamc: type and place. The text of the exception may hold a secret."""
    return (
        f"oamc has a fault: {type(error).__name__} at {_place_in_oamc(error) or 'an unknown place'}\n"
        f"  = note: nothing is wrong with your command, and nothing was written that is incomplete\n"
        f"  = hint: please report this line, the version (oamc {__version__}, Python {sys.version.partition(' ')[0]}, "
        f"{sys.platform}) and the smallest input that shows it to the project, in its issue tracker\n"
    )


def _place_in_oamc(error: BaseException) -> str:
    """Return the last place inside oamc that an exception came through, as module:line."""
    place = ""
    trace = error.__traceback__
    while trace is not None:
        module = trace.tb_frame.f_globals.get("__name__", "")
        if module == "oamc" or module.startswith("oamc."):
            place = f"{module}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def _say(text: str) -> None:
    """Write a message to standard error."""
    from oamc.cli.streams import write_message

    write_message(text)


def _may_leave_at_once() -> bool:
    """Flush both streams, and tell whether the process may end without taking the interpreter down (a quarter of a short run).

    Not under coverage, a debugger or a profiler, which write their results at the end, and not while workers are alive.
    """
    if os.environ.get("COVERAGE_RUN") or "coverage" in sys.modules or sys.gettrace() or sys.getprofile():
        return False
    monitoring = getattr(sys, "monitoring", None)
    if monitoring is not None and any(monitoring.get_tool(tool) for tool in range(6)):
        return False
    if "multiprocessing" in sys.modules or "concurrent.futures" in sys.modules:
        return False
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return False
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):
            return False
    return True
