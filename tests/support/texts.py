"""The smallest OAM documents as text, for tests in which lines, columns or bytes count; `documents.py` has them as data.

    component()                     a Server `web` of 11 lines with one container, image, resources and port
    application()                   one instance `shop-web` of it, in 8 lines behind a separator
    head(kind, name)                the 4 lines with which every document begins

Every line ends in a line break. Further lines are given as they stand in the document, with their indentation.
"""

from __future__ import annotations

VERSION = "core.oam.dev/v1alpha1"
COMPONENT, APPLICATION = "ComponentSchematic", "ApplicationConfiguration"
SEPARATOR = "---\n"
IMAGE = "example/web:1"
RESOURCES = "      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}\n"
PORTS = "      ports: [{name: http, containerPort: 8080}]\n"


def head(kind: str = COMPONENT, name: str = "web", metadata: str = "") -> str:
    """Return the first lines of a document; `metadata` are further lines of this section."""
    return f"apiVersion: {VERSION}\nkind: {kind}\nmetadata:\n  name: {name}\n{metadata}"


def containers(container: str = RESOURCES + PORTS, *, name: str = "web", image: str = IMAGE) -> str:
    """Return the lines of one container, with further ones."""
    return f"  containers:\n    - name: {name}\n      image: {image}\n{container}"


def component(
    name: str = "web", *, metadata: str = "", workload: str = "Server", parameters: str = "", spec: str | None = None
) -> str:
    """Return a component; `spec` takes the place of the container."""
    workload_type = workload if "/" in workload else f"{VERSION}.{workload}"
    body = parameters + (containers() if spec is None else spec)
    return f"{head(COMPONENT, name, metadata)}spec:\n  workloadType: {workload_type}\n{body}"


def instance(name: str = "shop-web", of: str = "web", more: str = "") -> str:
    """Return an instance of a component, with further lines."""
    return f"    - componentName: {of}\n      instanceName: {name}\n{more}"


def application(*instances: str, name: str = "shop", metadata: str = "", spec: str = "") -> str:
    """Return an application behind its separator; without instances, with the one of the component `web`."""
    return f"{SEPARATOR}{head(APPLICATION, name, metadata)}spec:\n{spec}  components:\n{''.join(instances or (instance(),))}"
