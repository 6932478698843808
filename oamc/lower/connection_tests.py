"""The values that the tests of a chart need, where they are asked for: an image for each instance with a Service.

The tests themselves are pods that only Helm runs (`backends/helm/connection_tests.py`). Their values are parameters of the
output all the same, so that manifests take and refuse the overrides that the chart takes and refuses.
"""

from __future__ import annotations

from oamc.capabilities.text_types import IMAGE
from oamc.values.parameters import BUILT_IN, Assignment, Parameter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.expressions.holes import Path
    from oamc.objects.tree import KubeObject

DEFAULT_IMAGE = "busybox:1.37"
"""An image with a small `nc`, as many charts have it in their tests."""


def image_path(instance: str) -> Path:
    """Return the path of the image of an instance's tests."""
    return (instance, "test", "image")


def is_image_of_test(path: Path) -> bool:
    """Tell whether a path of a value is that of the image of an instance's tests, or of a scope's."""
    return path == image_path(path[0]) or (path[0], path[2:]) == ("scopes", ("test-image",))


def with_images(parameters: Iterable[Parameter], objects: Iterable[KubeObject]) -> Iterator[Parameter]:
    """Yield parameters with one for the image of each instance's tests, behind the others of the instance."""
    tested = {item.owner.path[0] for item in objects if item.kind == "Service"}
    before = ""
    for parameter in parameters:
        if parameter.path[0] != before and before in tested:
            yield _image(before)
        before = parameter.path[0]
        yield parameter
    if before in tested:
        yield _image(before)


def _image(instance: str) -> Parameter:
    """Return the parameter of an image."""
    return Parameter(
        path=image_path(instance),
        type=IMAGE,
        description="Image of the pod with which helm test tries the ports of the Service. It needs nc.",
        history=(Assignment(source=BUILT_IN, value=DEFAULT_IMAGE, span=None),),
    )
