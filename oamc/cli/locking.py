"""`oamc images --lock` and `--check`: the lock file beside the documents, written, or compared with what they use.

In: the images of a run. Out: a file written in one step, or findings; and the exit status.
"""

from __future__ import annotations

from oamc.cli.arguments import UsageError
from oamc.cli.entry import FINE, STALE, WRONG
from oamc.cli.lock_files import lock_path, required_lock
from oamc.cli.streams import write_message, write_result
from oamc.diagnostics.codes.usage import DIGESTS_DIFFER, ENTRY_UNUSED, IMAGE_NOT_PINNED
from oamc.diagnostics.reports import Related, escape, listing, printable
from oamc.values.image_lock import DIGEST_RULE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.cli.compilation import Gathered
    from oamc.cli.settings import Settings
    from oamc.diagnostics.reports import Reports
    from oamc.inventory.digest_pairs import Pair
    from oamc.inventory.images import Image, Inventory
    from oamc.values.image_lock import ImageLock

STREAM = "-"
MOST_NAMED = 10
MOST_USES = 3
CHECKED = (
    "{path} is complete: each of {images} has an entry, no entry is unused, digests are well formed, and those that documents"
    " write agree with it.\nNot checked: whether a registry still has these images, and whether a tag still leads to the same"
    " one.\n"
)


def refuse_contradictions(settings: Settings) -> None:
    """Refuse options that ask for two things at once."""
    writes, checks = settings.flag("lock"), settings.flag("check")
    source = settings.text("from")
    hint = "run the command once for each"
    if source is not None and not writes:
        raise UsageError("--from gives the digests for --lock", "oamc images --lock --from FILE", "images")
    if writes and checks:
        raise UsageError("--lock writes the lock, and --check writes nothing", hint, "images")
    if (writes or checks) and settings.merged["format"].origin == "flag":
        raise UsageError("--format is about the list of images, which is not printed", hint, "images")
    if (writes or checks) and settings.flag("default"):
        raise UsageError("a lock holds the images for all values of switches", "leave out --default", "images")
    if source == STREAM and STREAM in (*settings.positional, *settings.texts("file"), *settings.texts("values")):
        raise UsageError("standard input can be read only once", "put one of both into a file", "images")


def check_lock(found: Inventory, settings: Settings, gathered: Gathered, reports: Reports) -> int:
    """Compare the lock with the images, say what that means, and return the status as far as it is no error of another kind."""
    from oamc.inventory.lock_entries import compare

    lock = required_lock(settings, gathered.limits, reports)
    if lock is None:
        return WRONG
    compared = compare(found, lock)
    _report_malformed(compared.malformed, reports)
    for image, entry in compared.contradicted:
        related = () if entry.span is None else (Related(span=entry.span, message="the lock file has another one here"),)
        reports.add(DIGESTS_DIFFER, at=None, image=image.text, related=related, hint=_used_by(image))
    if reports.has_errors():
        _report_missing(compared.missing, reports)
        return WRONG
    _report_missing(compared.missing, reports)
    for name, entry in compared.unused:
        reports.add(ENTRY_UNUSED, at=entry.span, image=name, hint="oamc images --lock removes it")
    if reports.has_errors():
        return STALE
    count = len(found.images)
    write_result(CHECKED.format(path=escape(lock_path(settings)), images="1 image" if count == 1 else f"{count:,} images"))
    return FINE


def write_lock(found: Inventory, settings: Settings, gathered: Gathered, reports: Reports) -> int:
    """Write the lock, tell what is missing in it and what was not needed, and return the status."""
    from oamc.inventory.lock_entries import renew

    earlier = _earlier(settings, gathered, reports)
    pairs = _pairs(settings, gathered, reports)
    if reports.has_errors():
        return WRONG
    renewed = renew(found, earlier, pairs)
    _report_malformed(renewed.malformed, reports)
    for image, pair in renewed.contradicted:
        related = (Related(span=pair.span, message="the digest to be taken stands here"),)
        reports.add(DIGESTS_DIFFER, at=None, image=image.text, related=related, hint=_used_by(image))
    if reports.has_errors() or not _write(renewed.digests, settings, gathered, reports):
        return WRONG
    if not settings.flag("quiet"):
        _tell(renewed.digests, earlier, settings)
        _name("not used by any application", (pair.image for pair in renewed.unused))
        _name("found under another name", (f"{pair.image} as {pair.found}" for pair in renewed.moved))
    _report_missing(renewed.missing, reports)
    return STALE if renewed.missing else FINE


def _earlier(settings: Settings, gathered: Gathered, reports: Reports) -> ImageLock | None:
    """Return the lock that is there. One that cannot be read is only replaced by force."""
    import os

    if not os.path.lexists(lock_path(settings)):
        return None
    return required_lock(settings, gathered.limits, reports.alike() if settings.flag("force") else reports)


def _pairs(settings: Settings, gathered: Gathered, reports: Reports) -> tuple[Pair, ...]:
    """Return the pairs of the other tool."""
    path = settings.text("from")
    if path is None:
        return ()
    from oamc.cli.inputs import Inputs
    from oamc.inventory.digest_pairs import read_pairs

    source = Inputs(gathered.limits, reports).read_file(path)
    return (read_pairs(source, reports, gathered.limits) or ()) if source is not None else ()


def _write(digests: Mapping[str, str], settings: Settings, gathered: Gathered, reports: Reports) -> bool:
    """Write the file in one step, and tell whether it could be written. It replaces a lock, and never an input."""
    from oamc.cli.single_files import Target, guard
    from oamc.disk.file_staging import write_single_file
    from oamc.inventory.lock_file import lock_text

    target = Target(path=lock_path(settings), form="lock", option="--lock", force=True)
    text = lock_text(digests)
    return write_single_file(target.path, text, reports, guard(target, gathered.inputs, reports)) is not None


def _tell(digests: Mapping[str, str], earlier: ImageLock | None, settings: Settings) -> None:
    """Say what the lock holds now, and what has changed in it."""
    before = {} if earlier is None else {name: entry.digest for name, entry in earlier.entries.items()}
    changes = {
        "new": len(digests.keys() - before.keys()),
        "changed": sum(before.get(name, digest) != digest for name, digest in digests.items()),
        "removed": len(before.keys() - digests.keys()),
    }
    told = listing([f"{count:,} {word}" for word, count in changes.items() if count])
    images = "1 image" if len(digests) == 1 else f"{len(digests):,} images"
    write_message(f"{escape(lock_path(settings))}: {images}{f', {told}' if told else ', as before'}\n")


def _name(words: str, texts: Iterable[str]) -> None:
    """Name what the lock did not take as it was, as far as that is not too much."""
    named = [printable(text) for text in texts]
    for text in named[:MOST_NAMED]:
        write_message(f"  {words}: {text}\n")
    if len(named) > MOST_NAMED:
        write_message(f"  {words}: {len(named) - MOST_NAMED:,} more\n")


def _report_missing(images: Iterable[Image], reports: Reports) -> None:
    """Report images without an entry."""
    for image in images:
        reason = "the lock file has no entry of it"
        reports.add(IMAGE_NOT_PINNED, at=None, image=image.text, given_by="", reason=reason, hint=_used_by(image))


def _report_malformed(images: Iterable[Image], reports: Reports) -> None:
    """Report images that are written with what is no digest."""
    for image in images:
        hint = f"a digest is {DIGEST_RULE}; {_used_by(image)}"
        reason = "its digest is not well formed"
        reports.add(IMAGE_NOT_PINNED, at=None, image=image.text, given_by="", reason=reason, hint=hint)


def _used_by(image: Image) -> str:
    """Say who uses an image."""
    uses = [
        f'{"volume" if use.volume else "container"} "{printable(use.container)}" of instance "{printable(use.instance)}"'
        for use in image.uses
    ]
    more = [f"{len(uses) - MOST_USES:,} more"] if len(uses) > MOST_USES else []
    return f"it is used by {listing([*uses[:MOST_USES], *more])}"
