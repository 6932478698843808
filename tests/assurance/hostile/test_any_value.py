"""A value that nobody expects, in the place of everything at one depth of a document, is an error and never a fault."""

import copy
import math

import pytest

from oamc.compiler import build
from oamc.spans import SourceFile
from tests.assurance.logs.test_spreading import GOOD, documents_of
from tests.support.yaml_files import dump as written

VALUES = {
    "not a number": math.nan,
    "an infinity": -math.inf,
    "a number that is too large": 1e300,
    "null": None,
    "an empty mapping": {},
    "an empty list": [],
    "a list of nothing": [None],
    "a key that is no text": {math.nan: 1},
    "a NUL": "\x00",
}
SAYS_WHAT_IT_IS = {"apiVersion", "kind", "metadata"}


def at_depth(node, depth):
    """Yield the containers whose items are at a depth, each with their keys; what says what a document is stays."""
    keys = list(node) if isinstance(node, dict) else list(range(len(node))) if isinstance(node, list) else []
    if depth == 0:
        yield node, keys
        return
    for key in keys:
        if key not in SAYS_WHAT_IT_IS:
            yield from at_depth(node[key], depth - 1)


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("case", GOOD, ids=lambda case: case.name)
def test_no_value_in_any_place_is_a_fault(case, value):
    of_cue, documents, _ = documents_of(case)
    for depth in range(1, 12):
        changed, touched = copy.deepcopy([document for document, _ in documents]), False
        for document in changed:
            for holder, keys in list(at_depth(document, depth)):
                touched = touched or bool(keys)
                for key in keys:
                    holder[key] = VALUES[value]
        if not touched:
            break
        sources = tuple(
            SourceFile(path=f"{index}.yaml", label=f"{index}.yaml", text=written(document), folder=source.folder)
            for index, (document, (_, source)) in enumerate(zip(changed, documents, strict=True))
        )
        found = case.reports()
        assert build((*sources, *of_cue), case.options, found) == () or not found.has_errors()
