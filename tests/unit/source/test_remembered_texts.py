"""What is remembered of one file changes nothing in the next one."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.source import mapping_entries, scalar_nodes
from oamc.source.limits import Limits
from oamc.source.nodes import plain
from oamc.source.reader import read
from oamc.spans import SourceFile

HEAD = "apiVersion: a/v1\nkind: A\n"


@pytest.fixture(autouse=True)
def forgetful():
    scalar_nodes._SOUND.clear()
    mapping_entries._KNOWN.clear()


def read_one(text, **limits):
    reports = Reports()
    documents = read(SourceFile(path="a.yaml", label="a.yaml", text=text), reports, Limits(**limits))
    return [plain(document.root) for document in documents], [found.code.id for found in reports.found]


AFTER = (
    (f"{HEAD}a: &a {{b: 1}}\nc:\n  <<: *a\n", {}),
    (f"{HEAD}y: text\n1: text\n", {}),
    (f"{HEAD}words: [word, 'word', \"word\"]\n", {}),
    (f"{HEAD}word: word\nword: word\n", {}),
    (f"{HEAD}wording: {'w' * 60}\n", {"scalar": 40}),
    (f"{HEAD}{'w' * 60}: a\n", {"key": 40}),
    ('{"apiVersion": "a/v1", "kind": "A", "a": "\\ud800", "b": "\\ud800"}', {}),
)
BEFORE = (
    f'{HEAD}"<<": 1\n"y": word\n"1": word\n"null": a\n',
    f"{HEAD}{'w' * 60}: {'w' * 60}\n",
    '{"apiVersion": "a/v1", "kind": "A", "a": "\\ud800", "<<": "y", "y": "n"}',
)


@pytest.mark.parametrize(("text", "limits"), AFTER)
def test_a_file_is_read_alike_whatever_was_read_before(text, limits):
    alone = read_one(text, **limits)
    for before in BEFORE:
        read_one(before)
        read_one(text, **limits)
    assert read_one(text, **limits) == alone


def test_a_key_in_quotes_is_no_merge_key():
    assert read_one(BEFORE[0])[0][0]["<<"] == 1
    assert read_one(AFTER[0][0])[0][0]["c"] == {"b": 1}


def test_few_and_short_texts_are_remembered():
    read_one(HEAD + "".join(f"k{number}: v{number}\n" for number in range(5000)) + f"long: {'w' * 65}\n")
    for known in (scalar_nodes._SOUND, mapping_entries._KNOWN):
        assert len(known) == scalar_nodes.MOST_REMEMBERED
        assert max(map(len, known)) <= scalar_nodes.LONGEST_REMEMBERED
