"""Codes of patches that definitions in CUE make: OAM576 to OAM579. Rules: docs/spec/oam-v1beta1.md, 6."""

from __future__ import annotations

from oamc.diagnostics.reports import WARNING, Code

ITEM_LEFT_OUT = Code(
    id="OAM576",
    severity=WARNING,
    strict=True,
    template='an item that trait "{trait}" of component "{component}" has for {field} is left out: {reason}',
    drops=True,
)
KEY_FROM_DEFAULT = Code(
    id="OAM577",
    severity=WARNING,
    template='trait "{trait}" of component "{component}" merges {field} by the default "{value}", which is no key to KubeVela',
)
VAIN_COMMENT = Code(
    id="OAM578",
    severity=WARNING,
    strict=True,
    template='the comment {comment} of trait "{trait}" has no effect on {field}: {reason}',
    drops=True,
)
ITEM_SHIFTED = Code(
    id="OAM579",
    severity=WARNING,
    strict=True,
    template='trait "{trait}" of component "{component}" merges {item} of {field} into item {place}, whose key is another',
)
