"""A lock of images: which digest stands for each image that documents and overrides name by a tag.

In: the text of an image. Out: the same with its digest. `inventory/lock_file.py` reads and writes the file.
"""

from __future__ import annotations

from oamc.expressions.types import TextType
from oamc.records import Record
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.spans import Span

DIGESTS = r"(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})"
"""The digests that the specification of images of the Open Container Initiative registers."""
DIGEST = Pattern(DIGESTS)
DIGEST_RULE = "sha256: and 64 digits, or sha512: and 128, of 0-9 and a-f"
WITH_DIGEST = TextType(
    pattern=rf"[A-Za-z0-9][A-Za-z0-9._:/-]*@{DIGESTS}",
    rule="must have a digest, as in example.com/web:1.2@sha256:…, because the images of this output are locked",
    minimum_length=1,
    maximum_length=4096,
)
"""An image of an output that is locked."""
WITH_DIGEST_OR_EMPTY = TextType(
    pattern=f"({WITH_DIGEST.pattern})?", rule=f"{WITH_DIGEST.rule}, or be empty", maximum_length=4096
)
"""The same, where another image stands in the place of an empty one."""


class Entry(Record):
    """The digest of an image, and where the lock file says it."""

    digest: str
    span: Span | None


class ImageLock(Record):
    """The entries of a lock file, by the images as documents write them."""

    entries: Mapping[str, Entry]


def digest_in(image: str) -> str:
    """Return the digest that an image is written with, empty where it has none."""
    return image.partition("@")[2]
