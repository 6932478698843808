"""The page of values: what a template gets, what the page of `oamc docs` says, and that no secret is on it."""

import pytest

from oamc.backends.helm.identity import ChartIdentity
from oamc.backends.helm.value_rows import value_row
from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.expressions.types import (
    CPU_TEXT,
    AnyListType,
    BooleanType,
    ChoiceType,
    ListType,
    MapType,
    NumberType,
    ObjectType,
    QuantityType,
    TextMapType,
    TextType,
    UnionType,
)
from oamc.ir.covered import declared_secrets
from oamc.options import Options
from oamc.reference.bounded_templates import render
from oamc.reference.values_page import default_template, page_data
from oamc.spans import SourceFile
from oamc.values.parameters import UNSET, Assignment, Parameter

TEXT = """
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: web}
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters:
    - {name: size, type: number, required: true, description: "Items | rows, *all*"}
    - {name: api-token, type: string, default: hunter2, description: "The token."}
    - {name: pepper, type: string, default: hunter3, description: "Declared."}
    - {name: where, type: object, default: {password: hunter4, host: db}}
  containers:
    - name: main
      image: example/web:1
      resources: {cpu: {required: "1"}, memory: {required: 1Gi}}
      env: [{name: SIZE, fromParam: size}, {name: WHERE, fromParam: where}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop, annotations: {description: "It <sells> tea."}}
spec:
  components: [{componentName: web, instanceName: web}]
"""
SECRETS = ("hunter2", "hunter3", "hunter4")


def identity(application):
    """Return what a chart says about itself."""
    return ChartIdentity(
        name="chart", application=application, description="It <sells> tea.", version="1.2.3", app_version="1.2"
    )


def data(text):
    """Return what a template gets for a text."""
    reports = Reports()
    options = Options(allow_unset=True)
    compilation = Compilation((SourceFile(path="app.yaml", label="app.yaml", text=text),), options, reports)
    found = [(identity(one.objects.application.value), one.objects) for one in compilation.checked]
    assert not reports.has_errors(), reports.found
    return page_data(found, declared_secrets(compilation.documents) | {"pepper"})


def parameter(path, value=UNSET, **further):
    """Return a parameter with a value."""
    history = () if value is UNSET else (Assignment(source="declared default", value=value, span=None),)
    return Parameter(path=path, type=further.pop("type", TextType()), description="What.", history=history, **further)


class Objects:
    """What is asked of a set of objects."""

    def __init__(self, parameters, fixed=()):
        self.parameters = parameters
        self.fixed = fixed


IDENTITY = identity("shop")


def test_a_template_gets_everything_about_a_value():
    found = page_data(
        [
            (
                IDENTITY,
                Objects(
                    (parameter(("web", "parameters", "size"), 3, type=NumberType(whole=True, minimum=1, maximum=9)),),
                    (parameter(("web", "name"), "w", why="a name is fixed"), parameter(("web", "kind"), fixed=True)),
                ),
            )
        ],
        frozenset(),
    )
    assert found == {
        "applications": [
            {
                "name": "shop",
                "description": "It <sells> tea.",
                "chart": "chart",
                "version": "1.2.3",
                "appVersion": "1.2",
                "values": [
                    {
                        "path": "web.parameters.size",
                        "instance": "web",
                        "type": "whole number",
                        "allowed": "from 1 to 9",
                        "default": "3",
                        "secret": False,
                        "required": False,
                        "description": "What.",
                    }
                ],
                "fixed": [
                    {
                        "path": "web.name",
                        "instance": "web",
                        "value": '"w"',
                        "secret": False,
                        "why": "a name is fixed",
                        "description": "What.",
                    },
                    {
                        "path": "web.kind",
                        "instance": "web",
                        "value": "",
                        "secret": False,
                        "why": "the shape of the objects depends on it",
                        "description": "What.",
                    },
                ],
            }
        ]
    }


PAGE = """\
# Values

## shop

It &#60;sells&#62; tea.

| Value | Type | Default | Required | What it does | Allowed |
| --- | --- | --- | --- | --- | --- |
| <code>web.size</code> | number | not set | yes | What. |  |
| <code>web.db-password</code> | text | hidden | no | What. |  |
| <code>web.a</code> | text | <code>"a&#124;b"</code> | no | What. | one of a&#124;b, c |
| <code>web.map</code> | mapping | <code>&#123;"host":"db","password":"…"&#125;</code> | no | What. |  |

Fixed when the output is built:

| Value | Is | Why |
| --- | --- | --- |
| <code>web.token</code> | hidden | the shape of the objects depends on it |
| <code>web.name</code> | <code>"w"</code> | names are |

## bare

It &#60;sells&#62; tea.
"""


def test_the_page_has_tables_of_values_and_hides_secrets():
    values = (
        parameter(("web", "size"), type=NumberType()),
        parameter(("web", "db-password"), "hunter2"),
        parameter(("web", "a"), "a|b", type=TextType(choices=("a|b", "c"))),
        parameter(("web", "map"), {"password": "hunter2", "host": "db"}, type=ObjectType()),
    )
    fixed = (parameter(("web", "token"), "hunter2"), parameter(("web", "name"), "w", why="names are"))
    given = page_data([(IDENTITY, Objects(values, fixed)), (identity("bare"), Objects(()))], frozenset())
    assert render(default_template(), given) == PAGE


def test_no_secret_of_a_document_is_on_the_page():
    found = data(TEXT)
    values = {value["path"]: value for value in found["applications"][0]["values"]}
    assert values["web.parameters.size"]["required"]
    assert [path for path, value in values.items() if value["secret"]] == [
        path for path in values if path.endswith(("api-token", "pepper"))
    ]
    assert {value["default"] for value in values.values() if value["secret"]} == {""}
    page = render(default_template(), found)
    assert "Items &#124; rows, &#42;all&#42;" in page
    assert [secret for secret in SECRETS if secret in page + str(found)] == []


@pytest.mark.parametrize(
    ("value_type", "kind", "allowed"),
    [
        (BooleanType(), "true or false", ""),
        (NumberType(), "number", ""),
        (NumberType(whole=True, minimum=0), "whole number", "of at least 0"),
        (TextType(), "text", ""),
        (TextType(minimum_length=1), "text", "not empty"),
        (TextType(choices=("a", "b")), "text", "one of a, b"),
        (CPU_TEXT, "text", "cores such as 0.5 or 500m"),
        (ChoiceType(choices=(1, "x")), "value", "one of 1, x"),
        (QuantityType(unit="cpu"), "amount", "cores, such as 500m or 2"),
        (QuantityType(unit="bytes"), "amount", "with a unit, such as 128Mi"),
        (ListType(item=TextType()), "list", "of texts"),
        (AnyListType(minimum_length=1), "list", "not empty"),
        (MapType(item=NumberType()), "mapping", "each value a number"),
        (TextMapType(), "mapping", "of texts"),
        (ObjectType(), "mapping", ""),
        (UnionType(options=(NumberType(), TextType())), "value", "number, or text"),
    ],
)
def test_types_are_told_in_two_parts(value_type, kind, allowed):
    row = value_row(parameter(("a",), type=value_type), UNSET)
    assert (row.type, row.allowed) == (kind, allowed)


def test_a_long_default_is_cut():
    row = value_row(parameter(("a",), "x" * 200), "x" * 200)
    assert len(row.default) == 81
    assert row.default.endswith("…")
