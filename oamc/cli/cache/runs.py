"""A run of the compiler with a store: what it makes is taken from there, or made and kept.

In: the settings of a run, what was read for it, and how it is compiled. Out: what the compiler makes, and the same findings in
the reports, whether it was asked or not. A run with errors is not kept, nor one that asks code of others
(`--capabilities`), nor one that is given what has no digest.
"""

from __future__ import annotations

import json

from oamc.cli.cache.findings import add, added, before
from oamc.cli.cache.fingerprint import Fingerprint, UnknownFormError
from oamc.cli.cache.identity import identity_of_program
from oamc.cli.cache.opening import Opened, opened, tell_unwritten
from oamc.cli.cache.outputs import BROKEN, Reader, rows_of
from oamc.cli.streams import write_message
from oamc.disk.files import reason
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any, Protocol, TypeAlias, TypeVar

    from oamc.backends.contract import Output
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.disk.store import Entry, LaterEntries, Store
    from oamc.fleets.build import Keeper
    from oamc.options import Options
    from oamc.spans import SourceFile

    Made: TypeAlias = tuple[tuple[Output, ...], tuple[str, ...], str]
    Compile: TypeAlias = Callable[[Reports, Keeper | None], Made]
    Answer = TypeVar("Answer")

    class Form(Protocol[Answer]):
        """How an answer of the compiler is written into an entry, and read from one."""

        def write(self, answer: Answer) -> Written | None:
            """Return an answer as it is written; nothing where it cannot be kept."""

        def read(self, data: dict[str, Any], entry: Entry, later: LaterEntries) -> Answer:
            """Return the answer, of its entry and of others. Data that are none raise one of `BROKEN`."""


class Written(Record):
    """An answer as it is written: data for the index, the parts behind it, and how many bytes of it are in other entries."""

    data: dict[str, Any]
    parts: list[bytes]
    elsewhere: int = 0


def kept_run(
    settings: Settings, sources: tuple[SourceFile, ...], options: Options, reports: Reports, compile_anew: Compile
) -> Made:
    """Return what a run of the compiler makes: outputs, what is told of them, and the map of origins."""
    asks = ("run", settings.flag("report"), "origins" in settings.merged and settings.text("origins") is not None)
    form = OutputsForm(lambda: compile_anew(reports.alike(), None)[0])

    def compile_in_parts(found: Reports, cache: Opened | None) -> Made:
        if cache is None:
            return compile_anew(found, None)
        from oamc.cli.cache.parts import KeptParts

        return compile_anew(found, KeptParts(cache, options, found))

    return kept(settings, (*asks, sources, options), reports, compile_in_parts, form)


def kept(
    settings: Settings,
    given: tuple[object, ...],
    reports: Reports,
    compile_anew: Callable[[Reports, Opened | None], Answer],
    form: Form[Answer],
) -> Answer:
    """Return the answer to what is given: that of an entry, or one of the compiler, which is kept where it has no errors.

    The compiler gets the cache, too, for what it can keep by itself.
    """
    store = opened(settings, reports)
    if store is None or reports.has_errors() or settings.texts("capabilities"):
        _tell(settings, "not used: packages of capabilities may do anything" if store is not None else "")
        if store is not None:
            store.close()
        return compile_anew(reports, None)
    try:
        return _kept(store, settings, given, reports, compile_anew, form)
    finally:
        store.close()


def _kept(
    store: Store,
    settings: Settings,
    given: tuple[object, ...],
    reports: Reports,
    compile_anew: Callable[[Reports, Opened | None], Answer],
    form: Form[Answer],
) -> Answer:
    """Return the answer with an open store."""
    fingerprint = Fingerprint()
    try:
        program = identity_of_program(store)
        # The sources come first among what is given: so each has its number by its place among them.
        fingerprint.add(program, *given, reports)
    except OSError as error:
        _tell(settings, f"not used: the files of oamc cannot be read: {reason(error)}")
        return compile_anew(reports, None)
    except UnknownFormError as error:
        _tell(settings, f"not used: a value of the type {error} has no digest")
        return compile_anew(reports, None)
    key = fingerprint.hexadecimal()
    entry = store.read(key)
    if entry is not None:
        try:
            data = json.loads(entry.index)
            answer = form.read(data["answer"], entry, store.later())
            if data["key"] != key:
                raise ValueError("this is the entry of another key")
            add(data["reports"], reports, fingerprint.sources)
        except BROKEN:
            store.remove(key)
        else:
            _tell(settings, "nothing was compiled: all of it was the same before")
            return answer
    earlier = before(reports)
    answer = compile_anew(reports, Opened(store=store, program=program))
    if not reports.has_errors():
        _tell(settings, "compiled")
        written = form.write(answer)
        if written is not None:
            index = {"key": key, "reports": added(reports, earlier, fingerprint), "answer": written.data}
            _write(store, key, index, written, settings, reports)
    return answer


def _write(store: Store, key: str, index: dict[str, Any], written: Written, settings: Settings, reports: Reports) -> None:
    """Keep an answer; what keeps it from being kept is told, and harms nobody."""
    content = json.dumps(index).encode()
    fits = written.elsewhere + len(content) + sum(map(len, written.parts)) <= store.most
    try:
        if not fits or not store.write(key, content, written.parts):
            _tell(settings, "not kept: it is larger than the whole cache may be")
    except OSError as error:
        tell_unwritten(settings, error, reports)


def tell_unused(settings: Settings, why: str) -> None:
    """Tell that a run has no use for its cache, where somebody wants to know."""
    _tell(settings, f"not used: {why}")


def _tell(settings: Settings, text: str) -> None:
    """Tell what the cache did, where somebody wants to know."""
    if text and settings.flag("verbose"):
        write_message(f"cache: {text}\n")


class OutputsForm:
    """How the outputs of a build are kept: names, sizes and digests in the index, the texts behind it or with their parts."""

    def __init__(self, outputs_anew: Callable[[], tuple[Output, ...]]) -> None:
        """Begin with what makes the outputs without an entry, for a text in it that is not what was written."""
        self._outputs_anew = outputs_anew
        self._made_anew: tuple[Output, ...] | None = None

    def write(self, answer: Made) -> Written | None:
        """Return outputs as data, and the contents of all files that are nowhere yet."""
        outputs, told, origins = answer
        rows, parts, elsewhere = rows_of(outputs)
        return Written(data={"outputs": rows, "told": list(told), "origins": origins}, parts=parts, elsewhere=elsewhere)

    def read(self, data: dict[str, Any], entry: Entry, later: LaterEntries) -> Made:
        """Return outputs whose texts are read when somebody wants them."""
        outputs = Reader(later.opened(entry), entry.size, later, self._anew).outputs(data["outputs"])
        return outputs, tuple(data["told"]), data["origins"]

    def _anew(self, number: int) -> Callable[[], Mapping[str, str]]:
        """Return what makes the files of one output without an entry. All outputs are made once for that."""

        def files() -> Mapping[str, str]:
            if self._made_anew is None:
                self._made_anew = self._outputs_anew()
            return self._made_anew[number].files

        return files
