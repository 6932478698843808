"""Digests are those of `hashlib`, whichever function makes them, and OpenSSL is loaded where that pays."""

import hashlib
import sys

import pytest

from oamc.startup import digests
from oamc.startup.digests import WORTH_IT, Sha256, digest, fast_sha256, own_sha256


@pytest.mark.parametrize("content", [b"", b"oamc", bytes(range(256)) * 5_000], ids=["nothing", "little", "much"])
def test_a_digest_is_that_of_hashlib(content, monkeypatch):
    for begun in (Sha256(), digests._SHA256):
        monkeypatch.setattr(digests, "_SHA256", begun)
        assert digest(content) == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("sizes", "is_fast"),
    [
        ((0, WORTH_IT - 1), [False, False]),
        ((WORTH_IT,), [True]),
        ((WORTH_IT - 1, 0, 1, 0), [False, False, True, True]),
        ((WORTH_IT // 2, WORTH_IT // 2, 5, 5), [False, True, True, True]),
        ((WORTH_IT - 1, 2 * WORTH_IT, 1), [False, True, True]),
    ],
)
def test_openssl_is_used_once_it_has_paid(sizes, is_fast):
    assert own_sha256() is not fast_sha256()
    sha256 = Sha256()
    assert [sha256.of(size) is fast_sha256() for size in sizes] == is_fast


@pytest.mark.parametrize("gone", [("_hashlib",), ("_sha256", "_sha2"), ("_hashlib", "_sha256", "_sha2")], ids=" ".join)
def test_where_one_function_is_missing_another_one_is_used(gone, monkeypatch):
    expected = hashlib.sha256(b"oamc").hexdigest()
    for name in gone:
        monkeypatch.setitem(sys.modules, name, None)
    sha256 = Sha256()
    assert [sha256.of(size)(b"oamc").hexdigest() for size in (4, WORTH_IT, 4)] == [expected] * 3
