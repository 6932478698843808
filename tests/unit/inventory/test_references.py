"""References to images: what they say, and what is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oamc.inventory.forms import package_url
from oamc.inventory.references import Reference, read_reference

DIGEST = f"sha256:{'0a' * 32}"


@pytest.mark.parametrize(
    ("text", "registry", "repository", "tag", "digest"),
    [
        ("nginx", "docker.io", "library/nginx", "", ""),
        ("nginx:1.27", "docker.io", "library/nginx", "1.27", ""),
        ("team/web", "docker.io", "team/web", "", ""),
        ("docker.io/nginx", "docker.io", "library/nginx", "", ""),
        ("index.docker.io/nginx", "docker.io", "library/nginx", "", ""),
        ("localhost/web", "localhost", "web", "", ""),
        ("localhost:5000/a/b/c:x", "localhost:5000", "a/b/c", "x", ""),
        ("Registry/web", "Registry", "web", "", ""),
        ("[::1]:5000/web", "[::1]:5000", "web", "", ""),
        (f"ghcr.io/a/b@{DIGEST}", "ghcr.io", "a/b", "", DIGEST),
        (f"ghcr.io/a/b:1_2.3-x@{DIGEST}", "ghcr.io", "a/b", "1_2.3-x", DIGEST),
        ("a__b/c-_d".replace("-_", "--"), "docker.io", "a__b/c--d", "", ""),
    ],
)
def test_a_reference_says_where_an_image_is(text, registry, repository, tag, digest):
    assert read_reference(text) == Reference(registry=registry, repository=repository, tag=tag, digest=digest)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "web ",
        "Web",
        "a/Web",
        "web:",
        "web:-a",
        f"web:{'a' * 129}",
        "web@sha256:ab",
        "-web",
        "a//b",
        "/web",
        "a:1/b c",
        "a" * 4097,
    ],
)
def test_what_is_no_reference_says_nothing(text):
    assert read_reference(text) is None


@given(st.text(alphabet="aA0.:/@_-[]é ", max_size=60))
def test_every_text_is_read_or_not(text):
    found = read_reference(text)
    if found is not None:
        end = (f":{found.tag}" if found.tag else "") + (f"@{found.digest}" if found.digest else "")
        assert text.endswith(end)
        assert read_reference(f"{found.registry}/{found.repository}{end}") == found


def test_a_package_url_names_the_digest_or_the_tag():
    assert package_url(Reference(registry="localhost:5000", repository="a/web", tag="1+x", digest=DIGEST)) == (
        f"pkg:oci/web@sha256%3A{'0a' * 32}?repository_url=localhost%3A5000/a/web&tag=1%2Bx"
    )
    assert package_url(Reference(registry="ghcr.io", repository="web", tag="", digest="")) == (
        "pkg:oci/web?repository_url=ghcr.io/web"
    )
