"""A second version of OAM with its own kinds: counted by the limits, and a parameter of it replaces an image, live.

Its components write a container, and parameters that say by a field path what they replace, as OAM v1alpha2 does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from oamc.frontends.contract import FrontEnd, ShownFields
from oamc.frontends.fields import Fields
from oamc.frontends.findings import Findings
from oamc.frontends.table import FRONT_ENDS
from oamc.model.application import (
    Application,
    Component,
    Container,
    GivenValue,
    InstanceUse,
    Library,
    Normalized,
    ParameterDeclaration,
    Resources,
    TextSource,
)
from oamc.records import Record, replace
from oamc.source.limits import DEFAULT_LIMITS
from oamc.source.nodes import Scalar
from oamc.spans import Located
from tests.contracts.building import Built
from tests.support.documents import application, component

if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.model.left_out import LeftOut
    from oamc.source.nodes import Document, Node

VERSION = "second.example.com/v1"
IMAGE_PATH = "container.image"


class Typed(Record):
    """A document: a component (`image`, `replaced`), or an application (`uses`)."""

    kind: str
    name: Located[str]
    image: Located[str] | None
    replaced: tuple[tuple[Located[str], Located[str]], ...]
    uses: tuple[tuple[Located[str], Located[str], tuple[tuple[Located[str], Node], ...]], ...]


def decode(document: Document, reports: Reports) -> Typed | None:
    """Decode a document of either kind."""
    findings = Findings(reports)
    root = Fields(document.root, "", document.root.span, findings)
    root.text("apiVersion")
    kind = root.choice("kind", ("Thing", "Setup"))
    name = root.text("name")
    image = root.text("image") if kind and kind.value == "Thing" else None
    replaced = root.each("parameters", lambda fields: (fields.text("name"), fields.text("fieldPath")))
    uses = root.each("uses", use)
    root.done()
    return None if findings.has_failed() else Typed(kind=kind.value, name=name, image=image, replaced=replaced, uses=uses)


def use(fields):
    given = fields.each("values", lambda value: (value.text("name"), value.required_value("value")))
    return fields.text("component"), fields.text("name"), given


def normalize(documents, reports: Reports, left_out: LeftOut | None) -> Normalized:
    """Turn the documents into applications: a parameter of the image's path is its source."""
    del reports, left_out
    components = {typed.name.value: thing(typed) for typed in documents if typed.kind == "Thing"}
    library = Library(components=components, traits={}, workload_types=(), scope_types=(), scopes={})
    setups = tuple(setup(typed, library) for typed in documents if typed.kind == "Setup")
    return Normalized(applications=setups, components=tuple((component, library) for component in components.values()))


def thing(typed: Typed) -> Component:
    """Make the component."""
    span, image = typed.name.span, typed.image
    parameters = []
    for name, path in typed.replaced:
        assert path.value == IMAGE_PATH
        default = Scalar(typed.image.value, True, typed.image.value, typed.image.span)
        parameters.append(
            ParameterDeclaration(name=name, description="The image.", type="string", required=False, default=default, span=span)
        )
        image = TextSource(literal=None, parameter=name, span=path.span)
    container = Container(
        name=typed.name,
        image=image,
        image_pull_secret=None,
        image_pull_policy=None,
        resources=Resources(
            cpu=Located(value="100m", span=span), memory=Located(value="64Mi", span=span), gpu=None, extended=(), volumes=()
        ),
        command=(),
        arguments=(),
        env=(),
        config=(),
        ports=(),
        liveness_probe=None,
        readiness_probe=None,
        startup_probe=None,
        empty={},
        span=span,
    )
    return Component(
        name=typed.name,
        workload_type=Located(value="core.oam.dev/v1alpha1.Worker", span=span),
        os_type=None,
        architecture=None,
        parameters=tuple(parameters),
        containers=(container,),
        settings=(),
        settings_mapping=None,
        labels={},
        annotations={},
        empty={},
        span=span,
    )


def setup(typed: Typed, library: Library) -> Application:
    """Make the application."""
    instances = tuple(
        InstanceUse(
            name=name,
            component=of,
            values=tuple(GivenValue(name=key, value=value, span=key.span) for key, value in given),
            traits=(),
            scopes=(),
            empty={},
            span=name.span,
        )
        for of, name, given in typed.uses
    )
    return Application(
        name=typed.name,
        namespace=None,
        labels={},
        annotations={},
        variables=(),
        scopes=(),
        instances=instances,
        library=library,
        span=typed.name.span,
    )


SECOND = FrontEnd(
    api_versions=(VERSION,),
    kinds=("Thing", "Setup"),
    decode=decode,
    normalize=normalize,
    components=lambda documents: [typed.name for typed in documents if typed.kind == "Thing"],
    instances=lambda documents: [name for typed in documents for _, name, _ in typed.uses],
    fields=lambda: ShownFields(
        shown=frozenset({"kind", "name"}), secret=frozenset(), lists_of_secrets=frozenset(), mappings_of_secrets=frozenset()
    ),
)
BOTH = (*FRONT_ENDS, SECOND)


def thing_document(name="engine", **fields):
    return {"apiVersion": VERSION, "kind": "Thing", "name": name, "image": "example/engine:1", **fields}


PARAMETER = {"parameters": [{"name": "version", "fieldPath": IMAGE_PATH}]}


def setup_document(name="plant", values=(), component="engine"):
    given = [{"name": key, "value": value} for key, value in values]
    return {
        "apiVersion": VERSION,
        "kind": "Setup",
        "name": name,
        "uses": [{"component": component, "name": "unit", "values": given}],
    }


def image(built, name="unit"):
    (container,) = built.objects[f"Deployment/{name}"]["spec"]["template"]["spec"]["containers"]
    return container["image"]


def test_its_documents_are_compiled():
    built = Built(thing_document(), setup_document(), front_ends=BOTH)
    assert built.codes == []
    assert image(built) == "example/engine:1"
    built.check_agreement()


def test_a_parameter_replaces_the_image_and_is_live():
    documents = (thing_document(**PARAMETER), setup_document())
    assert image(Built(*documents, front_ends=BOTH)) == "example/engine:1"
    given = Built(thing_document(**PARAMETER), setup_document(values=[("version", "example/engine:2")]), front_ends=BOTH)
    assert image(given) == "example/engine:2"
    live = Built(*documents, front_ends=BOTH, sets=("unit.parameters.version=example/engine:3",))
    assert image(live) == "example/engine:3"
    live.check_agreement()


def test_what_is_no_image_is_refused_wherever_it_comes_from():
    documents = (thing_document(**PARAMETER), setup_document(values=[("version", "two words")]))
    assert Built(*documents, front_ends=BOTH).codes == ["OAM326"]
    live = Built(thing_document(**PARAMETER), setup_document(), front_ends=BOTH, sets=("unit.parameters.version=two words",))
    assert live.codes == ["OAM754"]


@pytest.mark.parametrize("order", [1, -1])
def test_both_versions_go_into_one_run(order):
    documents = [component(), application(), thing_document(), setup_document()][::order]
    built = Built(*documents, front_ends=BOTH)
    assert set(built.by_application) == {"shop", "plant"}
    built.check_agreement()


@pytest.mark.parametrize(("limit", "codes"), [(2, []), (1, ["OAM197", "OAM197"])])
def test_its_components_count_against_the_limit_together_with_others(limit, codes):
    limits = replace(DEFAULT_LIMITS, components=limit)
    built = Built(component(), application(), thing_document(), setup_document(), front_ends=BOTH, limits=limits)
    assert built.codes == codes  # one for the components, one for the instances


def test_without_it_its_documents_are_foreign():
    assert Built(component(), application(), thing_document()).codes == ["OAM202"]
