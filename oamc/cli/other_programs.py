"""Files of other programs among the inputs: what is met in a directory and has no word of OAM or Kubernetes in it.

In: the content of a file, or an open file that is larger than what is read. Out: whether it may be a document of OAM, or one
with a mistake. Only words are looked for, so that the lock files of a large repository cost no more than their reading.
"""

from __future__ import annotations

import os

from oamc.frontends.table import FRONT_ENDS
from oamc.startup.patterns import re

API_VERSION = b"apiVersion"
CHUNK = 1 << 20
GROUPS = frozenset(name.partition("/")[0].encode() for front_end in FRONT_ENDS for name in front_end.api_versions)
KINDS = frozenset(kind.encode() for front_end in FRONT_ENDS for kind in front_end.kinds if len(kind) > len("Component"))
"""Kinds that no other system has: `Trait` is also a word of programs."""
LONGEST_GROUP = max(map(len, GROUPS))


DEFINITION = rb"""\btype"?\s*:\s*"(?:component|trait|policy|workflow-step|workload)\""""
TEMPLATE = rb"""^"?template"?\s*:"""
"""Compiled when a file of CUE is met."""


def may_be_a_definition(content: bytes) -> bool:
    """Tell whether a content in CUE may be a definition of KubeVela: other files of CUE belong to other programs."""
    return re.search(DEFINITION, content) is not None and re.search(TEMPLATE, content, re.MULTILINE) is not None


def speaks_of_oam(content: bytes) -> bool:
    """Tell whether a group of OAM stands in a content somewhere, whatever its encoding: ASCII has one byte in all of them."""
    text = content.replace(b"\0", b"")
    return any(group in text for group in GROUPS)


def may_be_a_document(content: bytes) -> bool:
    """Tell whether a content may be a document of Kubernetes or of OAM, if with a mistake in it."""
    return API_VERSION in content or any(kind in content for kind in KINDS) or speaks_of_oam(content)


def file_speaks_of_oam(descriptor: int, most: int) -> bool:
    """Tell the same of an open file without keeping it. More than `most` bytes are not looked through: it might."""
    kept = b""
    left = most
    while part := os.read(descriptor, CHUNK):
        left -= len(part)
        if left < 0 or speaks_of_oam(kept + part):
            return True
        kept = (kept + part)[-4 * LONGEST_GROUP :]
    return False
