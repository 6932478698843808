"""The judge of printed texts finds what it is there for, and nothing in ordinary words."""

import pytest

from tests.assurance.logs.judge import faults


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        (b"error[OAM110]: invalid YAML\n", []),
        ("ein Wort mit Umlaut: \u00e4, \u6f22".encode(), []),
        (b"a\x1b[31m", ["LOGCTRL"]),
        (b"a\rb", ["LOGCTRL"]),
        (b"a\tb", ["LOGCTRL"]),
        ("a\u202eb".encode(), ["LOGCTRL"]),
        ("a\u2028b".encode(), ["LOGCTRL"]),
        ("a\u200bb".encode(), ["LOGCTRL"]),
        (b"::error::mine", ["LOGCMD"]),
        (b"fine\n  ::set-output name=a::b\n", ["LOGCMD"]),
        (b"fine ##[group]mine", ["LOGCMD"]),
        (b"fine ##vso[task.setvariable]mine", ["LOGCMD"]),
        (b"\xff", ["LOGUTF8"]),
        (b"a" * 70_000, ["LOGBIG"]),
        (b"the password is hunter2", ["LOGSECRET"]),
    ],
)
def test_a_printed_text_is_judged(printed, expected):
    assert faults(printed, secrets=["hunter2"]) == expected


def test_annotations_are_no_foreign_commands():
    assert faults(b"::error file=a.yaml,line=1,title=oamc OAM110::a%0Ab\n", annotations=True) == []
    assert faults(b"::error file=a.yaml,line=1,title=oamc OAM110::a%0Ab\n") == ["LOGCMD"]
    assert faults(b"::add-mask::x\n", annotations=True) == ["LOGCMD"]
    assert faults(b"::error file=a:b,line=1::x\n", annotations=True) == ["LOGCMD"]
    assert faults(b"::error file=a,line=1::100%\n", annotations=True) == ["LOGCMD"]
