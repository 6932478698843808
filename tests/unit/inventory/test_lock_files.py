"""The lock of images: how it is written and read, what other tools give, and what of it the documents want."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.diagnostics.reports import Reports
from oamc.inventory.digest_pairs import read_pairs
from oamc.inventory.images import Image, Inventory
from oamc.inventory.lock_entries import compare, renew
from oamc.inventory.lock_file import lock_text, read_lock
from oamc.inventory.references import read_reference
from oamc.source.limits import DEFAULT_LIMITS
from oamc.spans import SourceFile
from oamc.values.image_lock import Entry, ImageLock

A, B = f"sha256:{'a' * 64}", f"sha512:{'b' * 128}"
LINES = f"""# found by crane

example/web:1 {A}
docker.io/library/busybox:1.37@{B}
localhost:5000/x localhost:5000/x@{A}
"""
IMAGES_LOCK = f"""---
apiVersion: imgpkg.carvel.dev/v1alpha1
kind: ImagesLock
images:
  - image: mirror.example.com/web@{A}
    annotations: {{kbld.carvel.dev/id: "example/web:1"}}
  - image: index.docker.io/library/busybox@{B}
"""
KBLD = f"""apiVersion: kbld.k14s.io/v1alpha1
kind: Config
overrides:
  - {{image: "example/web:1", newImage: "example/web@{A}", preresolved: true}}
  - {{image: "example/api:1", newImage: "example/api:2"}}
"""


def source(text, path="oamc.lock"):
    """Return a text as a file."""
    return SourceFile(path=path, label=path, text=text)


def told(reports):
    """Return codes and messages of what was found."""
    return [f"{found.code.id} {found.message}" for found in reports.found]


def locked(text):
    """Return the digests of a lock file, and what is told of it."""
    reports = Reports()
    lock = read_lock(source(text), reports, DEFAULT_LIMITS)
    return None if lock is None else {name: entry.digest for name, entry in lock.entries.items()}, told(reports)


def pairs(text):
    """Return the pairs of another tool, and what is told of them."""
    reports = Reports()
    found = read_pairs(source(text, "digests"), reports, DEFAULT_LIMITS)
    return None if found is None else [(one.image, one.digest, one.found) for one in found], told(reports)


@given(st.dictionaries(st.text(min_size=1, max_size=30).filter(lambda text: text.isprintable()), st.sampled_from([A, B])))
def test_what_is_written_is_read_again_sorted_and_one_a_line(digests):
    text = lock_text(digests)
    assert locked(text) == (digests, [])
    assert text == lock_text(dict(reversed(digests.items())))
    assert len(text.splitlines()) == 3 + len(digests)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "it is empty"),
        ("[]", "it is no mapping"),
        ("version: 1\nimages: {}\n---\nversion: 1\nimages: {}\n", "it has several documents"),
        ("images: {}", "it has no version"),
        ("version: true\nimages: {}", "it has no version"),
        ("version: 0\nimages: {}", "it has no version"),
        ("version: [1]\nimages: {}", "it has no version"),
        ("version: 2\nimages: {}\nmore: 1", "it has version 2 of its form, and this oamc reads version 1"),
        ("version: 1\nimages: {}\nx: 1", 'it has a field "x"'),
        ("version: 1", "its images are no mapping"),
        ("version: 1\nimages: [a]", "its images are no mapping"),
        ("version: 1\nimages: {a: sha256:12}", 'the digest of "a" is not well formed'),
        (f"version: 1\nimages: {{a: [{A}]}}", 'the digest of "a" is not well formed'),
        (f"version: 1\nimages: {{a: {A.upper()}}}", 'the digest of "a" is not well formed'),
        (f"version: 1\nimages: {{a: '{A} '}}", 'the digest of "a" is not well formed'),
    ],
)
def test_a_lock_that_is_wrong_is_not_used(text, reason):
    assert locked(text) == (None, [f'OAM874 lock file "oamc.lock" cannot be used: {reason}'])


def test_a_merge_and_a_second_entry_are_found_by_the_reader():
    text = lock_text({"a": A})
    assert locked(text + f'  "a": {B}\n')[1] == ["OAM112 a key is given twice in one mapping"]
    merged = locked(text.replace('  "a"', '<<<<<<< ours\n  "a"') + f'=======\n  "a": {B}\n>>>>>>> theirs\n')
    assert merged == (None, ["OAM110 invalid YAML: the conflict of a merge was left here"])


def test_pairs_of_lines():
    assert pairs(LINES) == (
        [
            ("example/web:1", A, "example/web:1"),
            ("docker.io/library/busybox:1.37", B, "docker.io/library/busybox:1.37"),
            ("localhost:5000/x", A, "localhost:5000/x"),
        ],
        [],
    )


def test_pairs_of_other_tools():
    assert pairs(IMAGES_LOCK) == (
        [
            ("example/web:1", A, "mirror.example.com/web"),
            ("index.docker.io/library/busybox", B, "index.docker.io/library/busybox"),
        ],
        [],
    )
    assert pairs(KBLD) == ([("example/web:1", A, "example/web")], [])
    as_json = {
        "apiVersion": "kbld.k14s.io/v1alpha1",
        "kind": "ImageOverrides",
        "overrides": [{"image": "a", "newImage": f"a@{A}"}],
    }
    assert pairs(json.dumps(as_json)) == ([("a", A, "a")], [])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "there is none in it"),
        ("# nothing\n", "there is none in it"),
        ("example/web:1\n", "line 1 is no image with a digest"),
        ("a b c\n", "line 1 is no image with a digest"),
        ("example/web:1 sha256:12\n", '"example/web:1" has no digest, or one that is not well formed'),
        (f"NOT/an:Image: {A}\n", '"NOT/an:Image:" is no image'),
        (f"a {A}\ndocker.io/library/a {B}\n", 'it has two digests for "docker.io/library/a", the other one in line 1'),
        (f"a@{A} {A[:-1]}0\n", f'"a@{A}" is written with another digest'),
        ("apiVersion: v1\nkind: Pod\n", 'a document of kind "Pod" has no digests'),
        (IMAGES_LOCK.partition("images:")[0] + "images: {}", "its images are no list"),
        (IMAGES_LOCK.partition("images:")[0] + "images: [a]", "one of its images is no mapping"),
        (IMAGES_LOCK.partition("images:")[0] + "images: []", "there is none in it"),
        (IMAGES_LOCK.replace('"example/web:1"', "7"), '"7" is no image'),
    ],
)
def test_pairs_that_are_none_are_refused(text, reason):
    assert pairs(text) == (None, [f'OAM875 the digests of "digests" cannot be taken: {reason}'])


def test_what_the_reader_refuses_gives_no_pairs():
    found, messages = pairs("kind: [\n")
    assert found is None
    assert [message[:6] for message in messages] == ["OAM110"]


def used(*texts):
    """Return an inventory of some images."""
    images = tuple(Image(text=text, reference=read_reference(text), uses=()) for text in sorted(texts))
    return Inventory(images=images, without=())


def lock(**digests):
    """Return a lock."""
    return ImageLock(entries={name: Entry(digest=digest, span=None) for name, digest in digests.items()})


def test_a_comparison_tells_what_is_missing_unused_contradicted_and_no_digest():
    found = compare(used("a", f"b@{A}", f"c@{A}", "d", "e@sha256:1", f"f@{A}"), lock(a=A, b=A, c=B, x=A, y=A))
    assert [image.text for image in found.missing] == ["d", "e@sha256:1", f"f@{A}"]
    assert [name for name, _ in found.unused] == ["x", "y"]
    assert [image.text for image, _ in found.contradicted] == [f"c@{A}"]
    assert [image.text for image in found.malformed] == ["e@sha256:1"]
    assert compare(used("a"), lock(a=A)).unused == ()


def test_a_renewed_lock_has_what_is_used_and_says_what_is_not():
    reports = Reports()
    given = read_pairs(source(LINES + IMAGES_LOCK_LINE), reports, DEFAULT_LIMITS)
    found = renew(
        used("busybox:1.37", "example/web:1", f"own@{B}", "kept", "gone", "not an image"), lock(kept=A, other=A), given
    )
    assert found.digests == {"busybox:1.37": B, "example/web:1": A, f"own@{B}": B, "kept": A}
    assert [image.text for image in found.missing] == ["gone", "not an image"]
    assert [pair.image for pair in found.unused] == ["localhost:5000/x", "moved:1"]
    assert found.moved == ()


IMAGES_LOCK_LINE = f"moved:1 elsewhere/moved@{A}\n"


def test_a_pair_of_another_repository_and_one_that_contradicts_are_told():
    given = read_pairs(source(f"{IMAGES_LOCK_LINE}c {B}\n"), Reports(), DEFAULT_LIMITS)
    found = renew(used("moved:1", f"c@{A}"), None, given)
    assert [pair.image for pair in found.moved] == ["moved:1"]
    assert [(image.text, pair.digest) for image, pair in found.contradicted] == [(f"c@{A}", B)]
    assert found.digests == {"moved:1": A}
