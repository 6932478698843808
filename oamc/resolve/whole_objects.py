"""Objects of Kubernetes that a document has as a whole: what they must be before anybody can tell more about them."""

from __future__ import annotations

from oamc.expressions.problems import problem
from oamc.expressions.types import TextType
from oamc.resolve.typed_values import is_null
from oamc.source.nodes import Mapping, Scalar, plain, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.source.nodes import Node
    from oamc.spans import Span

    Found = tuple[Span, str, str, str]

API_VERSION = TextType(
    pattern=r"(?:[a-z0-9]+(-+[a-z0-9]+)*(\.[a-z0-9]+(-+[a-z0-9]+)*)*/)?[a-z][a-z0-9]*",
    rule="must be the version of an API, such as v1 or apps/v1",
    maximum_length=317,
)
KIND = TextType(pattern="[A-Za-z][A-Za-z0-9]*", rule="must be the kind of an object, such as ConfigMap", maximum_length=63)
HINT = "an object of Kubernetes has apiVersion, kind and metadata"


def object_problems(node: Node, words: str) -> Iterator[Found]:
    """Yield what is wrong with an object, which is called `words`: the place, what that is called, the reason, and a hint."""
    if not isinstance(node, Mapping):
        yield node.span, words, f"must be a mapping, not {type_name(node)}", HINT
        return
    for name, wanted in (("apiVersion", API_VERSION), ("kind", KIND)):
        value = node.get(name)
        if value is None:
            yield node.span, _field(words, name), "is missing", HINT
        elif reason := problem(wanted, plain(value)):
            yield value.span, _field(words, name), reason, HINT
    metadata = node.get("metadata")
    if metadata is not None and not is_null(metadata):
        yield from _metadata_problems(metadata, _field(words, "metadata"))


def _metadata_problems(metadata: Node, words: str) -> Iterator[Found]:
    """Yield what is wrong with the metadata of an object."""
    if not isinstance(metadata, Mapping):
        yield metadata.span, words, f"must be a mapping, not {type_name(metadata)}", ""
        return
    for name in ("name", "namespace"):
        value = metadata.get(name)
        if value is not None and not (isinstance(value, Scalar) and isinstance(value.value, str) and value.value):
            yield value.span, f"{words}.{name}", "must be a text that is not empty", _quoted(value)
    for name in ("labels", "annotations"):
        texts = metadata.get(name)
        if texts is None or is_null(texts):
            continue
        if not isinstance(texts, Mapping):
            yield texts.span, f"{words}.{name}", f"must be a mapping, not {type_name(texts)}", ""
            continue
        for entry in texts:
            if not (isinstance(entry.value, Scalar) and isinstance(entry.value.value, str)):
                # One of these makes KubeVela drop all of them.
                yield entry.value.span, f'{words}.{name}["{entry.key}"]', "must be a text", _quoted(entry.value)


def _quoted(node: Node) -> str:
    """Say what to write where a number or a boolean stands in the place of a text."""
    return "put quotes around it" if isinstance(node, Scalar) and node.text else ""


def _field(words: str, name: str) -> str:
    """Return what a field is called."""
    return f"{words}.{name}" if words else name
