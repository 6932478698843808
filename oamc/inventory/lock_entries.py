"""What a lock of images has to hold for some applications, and what one holds.

In: the images of applications, a lock, and pairs of another tool. Out: the entries that a lock should have, and what is
missing, superfluous or contradicts the documents. Nobody asks a registry.
"""

from __future__ import annotations

from oamc.inventory.references import read_reference
from oamc.records import Record, replace
from oamc.values.image_lock import DIGEST, digest_in

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.inventory.digest_pairs import Pair
    from oamc.inventory.images import Image, Inventory
    from oamc.inventory.references import Reference
    from oamc.values.image_lock import Entry, ImageLock


class Comparison(Record):
    """A lock beside the images that applications use.

    `missing` images have no entry, and nothing uses the `unused` entries. The digests of `contradicted` images are written in
    documents, and the entries have others; `malformed` images are written with what is no digest.
    """

    missing: tuple[Image, ...]
    unused: tuple[tuple[str, Entry], ...]
    contradicted: tuple[tuple[Image, Entry], ...]
    malformed: tuple[Image, ...]


class Renewed(Record):
    """The `digests` that a lock should have, the images for which none is known, and what of the pairs was not needed.

    `contradicted` are pairs with another digest than the document writes; `moved` those whose digest is of an image with
    another name.
    """

    digests: Mapping[str, str]
    missing: tuple[Image, ...]
    unused: tuple[Pair, ...]
    contradicted: tuple[tuple[Image, Pair], ...]
    moved: tuple[Pair, ...]
    malformed: tuple[Image, ...]


def compare(inventory: Inventory, lock: ImageLock) -> Comparison:
    """Return how a lock and the images that are used differ."""
    used: set[str] = set()
    missing: list[Image] = []
    contradicted: list[tuple[Image, Entry]] = []
    malformed = tuple(filter(_is_malformed, inventory.images))
    for image in inventory.images:
        names = [name for name in _names(image.text) if name in lock.entries]
        used.update(names)
        if not names:
            missing.append(image)
        own = digest_in(image.text)
        contradicted += [(image, lock.entries[name]) for name in names[:1] if own and lock.entries[name].digest != own]
    unused = tuple((name, entry) for name, entry in sorted(lock.entries.items()) if name not in used)
    return Comparison(missing=tuple(missing), unused=unused, contradicted=tuple(contradicted), malformed=malformed)


def renew(inventory: Inventory, lock: ImageLock | None, pairs: Iterable[Pair]) -> Renewed:
    """Return what a lock should hold: what the documents write themselves, what a pair says, and else what the lock had."""
    pairs = tuple(pairs)
    by_reference = {pair.reference: pair for pair in pairs}
    known = {} if lock is None else lock.entries
    digests: dict[str, str] = {}
    missing: list[Image] = []
    contradicted: list[tuple[Image, Pair]] = []
    taken: dict[int, Pair] = {}
    malformed = tuple(filter(_is_malformed, inventory.images))
    for image in inventory.images:
        own = digest_in(image.text)
        pair = _pair_of(image, by_reference)
        if pair is not None:
            taken[id(pair)] = pair
        if pair is not None and own and own != pair.digest:
            contradicted.append((image, pair))
        elif own or pair is not None or image.text in known:
            digests[image.text] = own or (pair.digest if pair is not None else known[image.text].digest)
        else:
            missing.append(image)
    return Renewed(
        digests=digests,
        missing=tuple(missing),
        unused=tuple(pair for pair in pairs if id(pair) not in taken),
        contradicted=tuple(contradicted),
        moved=tuple(pair for pair in taken.values() if _is_moved(pair)),
        malformed=malformed,
    )


def _names(text: str) -> tuple[str, ...]:
    """Return the names under which a lock may have an image: as it is written, and without the digest in that."""
    return (text, text.partition("@")[0]) if digest_in(text) else (text,)


def _is_malformed(image: Image) -> bool:
    """Tell whether an image is written with a digest that is none."""
    return "@" in image.text and not DIGEST.fullmatch(digest_in(image.text))


def _pair_of(image: Image, pairs: Mapping[Reference, Pair]) -> Pair | None:
    """Return the pair about an image, however either of them writes it."""
    if image.reference is None:
        return None
    found = pairs.get(image.reference)
    return found if found is not None or not image.reference.digest else pairs.get(replace(image.reference, digest=""))


def _is_moved(pair: Pair) -> bool:
    """Tell whether the digest of a pair is that of an image in another registry or repository."""
    found = read_reference(pair.found)
    known = pair.reference
    return found is None or (found.registry, found.repository) != (known.registry, known.repository)
