"""Where keys and texts stand in a TOML file, whatever way they are written in."""

import pytest

from oamc.cli.toml_places import TomlPlaces
from oamc.spans import SourceFile

TABLES = """strict = true
[env.production]
namespace = "shop"
set = [
  "a=1",
  "b=2",  # c=3
]
[env."two words".application.shop]
'chart-version' = "1"
[[lists]]
name = "x"
"""
DOTTED = """env.production.namespace = "shop"
env . "staging" . namespace = "x"
"""
INLINE = """env = {production = {namespace = "shop", set = ["a=1"]}}
"""
OWN_TABLE = """[tool.other]
namespace = "no"
[tool.oamc]
namespace = "yes"
[tool.oamc.env.production]
set = ["a=1"]
"""


def place(text, path, item="", header=()):
    source = SourceFile(path="oamc.toml", label="oamc.toml", text=text)
    span = TomlPlaces(source, header).at(path, item)
    return span.line, span.column


@pytest.mark.parametrize(
    ("text", "path", "item", "expected"),
    [
        (TABLES, ("strict",), "", (1, 1)),
        (TABLES, ("env", "production"), "", (2, 6)),
        (TABLES, ("env", "production", "namespace"), "", (3, 1)),
        (TABLES, ("env", "production", "namespace"), "shop", (3, 14)),
        (TABLES, ("env", "production", "set"), "b=2", (6, 4)),
        (TABLES, ("env", "production", "set"), "not there", (4, 1)),
        (TABLES, ("env", "two words"), "", (8, 7)),
        (TABLES, ("env", "two words", "application", "shop", "chart-version"), "", (9, 2)),
        (TABLES, ("env", "production", "absent"), "", (2, 6)),
        (TABLES, ("lists", "name"), "", (11, 1)),
        (TABLES, ("absent",), "", (1, 1)),
        (DOTTED, ("env", "production", "namespace"), "", (1, 16)),
        (DOTTED, ("env", "staging"), "", (2, 8)),
        (INLINE, ("env", "production", "namespace"), "", (1, 22)),
        (INLINE, ("env", "production", "set"), "a=1", (1, 50)),
    ],
)
def test_a_key_or_a_text_has_its_place_else_what_holds_it(text, path, item, expected):
    assert place(text, path, item) == expected


def test_only_the_table_that_belongs_to_oamc_counts():
    header = ("tool", "oamc")
    assert place(OWN_TABLE, ("namespace",), header=header) == (4, 1)
    assert place(OWN_TABLE, ("env", "production", "set"), "a=1", header) == (6, 9)
    assert place(OWN_TABLE, ("absent",), header=header) == (3, 7)
