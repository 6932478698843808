"""What every Helm engine of this room takes and gives.

In: the files of a chart by their paths inside it, and values as `helm template --values` would give them. Out: the objects
that Helm would send to the API server, or the words with which Helm refuses. `EngineMissing` and `EngineFailed` concern
the engine itself; they are the only exceptions that a caller has to expect.
"""

from __future__ import annotations

from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any, Protocol, Self

    class HelmEngine(Protocol):
        """An engine that renders and lints charts, open from `with` to the end of the block."""

        def __enter__(self) -> Self: ...

        def __exit__(self, *_: object) -> None: ...

        def version(self) -> str:
            """Return the version of Helm, as "v4.2.3"."""

        def render(
            self,
            files: Mapping[str, str],
            overrides: Mapping[str, Any] | None = None,
            release: str = "release",
            namespace: str = "default",
            kube_version: str | None = None,
        ) -> Rendered:
            """Render a chart with `overrides` as `helm template --values` does."""

        def lint(self, files: Mapping[str, str], overrides: Mapping[str, Any] | None = None) -> tuple[str, ...]:
            """Return the warnings and errors of `helm lint`."""


INSTALL_HINT = 'install it with pip install "oamc[helm]", or put a helm program on PATH'
TEST_HOOKS = frozenset({"test", "test-success"})


class EngineMissing(Exception):  # noqa: N818  # the name says what is wrong; it is part of the published interface
    """There is no Helm engine here; the text says how to get one."""


class EngineFailed(Exception):  # noqa: N818  # likewise
    """The engine itself broke or took too long; the chart may be fine."""


class Rendered(Record):
    """A chart as Helm renders it: the objects in the order of files, then of places in them, or the `refusal` of Helm.

    Tests, notes and empty documents are left out. A chart that renders to nothing has no documents and an empty `refusal`.
    """

    documents: tuple[dict[str, Any], ...] = ()
    refusal: str = ""


def is_test(document: dict[str, Any]) -> bool:
    """Tell whether Helm would run this object only for `helm test` (what `helm template --skip-tests` leaves out)."""
    metadata = document.get("metadata")
    annotations = metadata.get("annotations") if isinstance(metadata, dict) else None
    hook = annotations.get("helm.sh/hook") if isinstance(annotations, dict) else None
    return isinstance(hook, str) and any(part.strip().lower() in TEST_HOOKS for part in hook.split(","))
