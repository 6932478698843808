"""The table `chart` of the project file: what it gives to the compiler, what is refused of it, and where that is said."""

import pytest

from oamc.cli.arguments import UsageError, parse
from oamc.cli.merging import merge
from oamc.diagnostics.reports import Reports

WHOLE = """\
strict = true

[chart]
home = "https://shop.example.com"
icon = "https://shop.example.com/logo.svg"
sources = ["https://git.example.com/web", "https://git.example.com/log"]
keywords = ["shop", "books, used"]
maintainers = "Ann Example <ann@example.com> (https://example.com/ann), Bo"
kube_version = "targets"

[chart.annotations]
"artifacthub.io/license" = "Apache-2.0"
"artifacthub.io/changes" = \"\"\"
- Take payments
\"\"\"
"""
READ = {
    "oam.dev/chart-home": "https://shop.example.com",
    "oam.dev/chart-icon": "https://shop.example.com/logo.svg",
    "oam.dev/chart-sources": ("https://git.example.com/web", "https://git.example.com/log"),
    "oam.dev/chart-keywords": ("shop", "books, used"),
    "oam.dev/chart-maintainers": ("Ann Example <ann@example.com> (https://example.com/ann)", "Bo"),
    "oam.dev/chart-kube-version": "targets",
    "artifacthub.io/license": "Apache-2.0",
    "artifacthub.io/changes": "- Take payments\n",
}


def configured(text, here, name="oamc.toml"):
    """Return the table that a run has in force, and what was reported of the file."""
    (here / name).write_text(text)
    reports = Reports()
    merged = merge(parse(["build"]), reports)
    return merged.merged["chart"].value, reports


def refusals(text, here):
    """Return code, place and message of each finding, and its hint."""
    _, reports = configured(text, here)
    return [
        (found.code.id, f"{found.span.line}:{found.span.column}", found.message, found.hint) for found in reports.in_order()
    ]


def test_each_key_becomes_what_an_annotation_would_be(here):
    found, reports = configured(WHOLE, here)
    assert (found, reports.found) == (READ, [])


@pytest.mark.parametrize(
    "text",
    [
        'chart = {home = "https://a.org", annotations = {"artifacthub.io/license" = "MIT"}}\n',
        'chart.home = "https://a.org"\nchart.annotations."artifacthub.io/license" = "MIT"\n',
        '[ chart ]\nhome = "https://a.org"\nannotations."artifacthub.io/license" = "MIT"\n',
    ],
)
def test_every_spelling_of_toml_will_do(here, text):
    found, reports = configured(text, here)
    assert (found, reports.found) == ({"oam.dev/chart-home": "https://a.org", "artifacthub.io/license": "MIT"}, [])


def test_the_table_of_a_shared_file_is_read_too(here):
    text = '[project]\nname = "shop"\n[tool.oamc.chart]\nhome = "https://a.org"\n[tool.other.chart]\nhome = 1\n'
    found, reports = configured(text, here, "pyproject.toml")
    assert (found, reports.found) == ({"oam.dev/chart-home": "https://a.org"}, [])


def test_the_compiler_gets_it(here, oamc, compiler):
    (here / "oamc.toml").write_text(WHOLE)
    assert oamc("check", "app.yaml").status == 0
    assert compiler.calls[-1][1].chart_metadata == READ
    assert oamc("check", "app.yaml", "--no-config").status == 0
    assert compiler.calls[-1][1].chart_metadata is None


def test_what_is_in_force_is_printed_as_toml(here, oamc):
    (here / "oamc.toml").write_text(WHOLE)
    printed = oamc("config").out
    for line in (
        'chart.home = "https://shop.example.com"',
        'chart.keywords = ["shop", "books, used"]',
        'chart.annotations."artifacthub.io/license" = "Apache-2.0"',
    ):
        assert line in printed
    (here / "oamc.toml").write_text(
        "\n".join(line.partition("  #")[0] for line in printed.splitlines() if line.startswith("chart."))
    )
    assert [line for line in oamc("config").out.splitlines() if line.startswith("chart.")] == [
        line for line in printed.splitlines() if line.startswith("chart.")
    ]
    assert "chart = {}" in oamc("config", "--no-config").out


def test_nothing_else_sets_it(monkeypatch):
    with pytest.raises(UsageError, match='no option "--chart"'):
        parse(["build", "--chart", "home=https://a.org"])
    monkeypatch.setenv("OAMC_CHART", "home")
    with pytest.raises(UsageError, match="OAMC_CHART has no meaning") as caught:
        merge(parse(["build"]), Reports())
    assert caught.value.hint == "write the table chart into the project file"


def test_it_weakens_nothing(here):
    assert [found.code.id for found in configured(WHOLE, here)[1].found] == []


EXAMPLE = "`oamc explain OAM890` has an example of each key"


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('home = "example.com"', "2:9", "an address must begin with https:// or http:// and a host name, and have no blanks"),
        (
            'icon = "javascript:alert(1)"',
            "2:9",
            "an address must begin with https:// or http:// and a host name, and have no blanks",
        ),
        ("sources = []", "2:1", "it must have 1 to 100 items"),
        ('keywords = " , "', "2:1", "it must have 1 to 100 items"),
        ('keywords = [\n  "good",\n  "bad\\u0007",\n]', "2:1", "a keyword must have 1 to 100 characters"),
        (
            'sources = [\n  "https://a.org",\n  "b.org",\n]',
            "4:4",
            "an address must begin with https:// or http:// and a host name, and have no blanks",
        ),
        (
            'maintainers = ["Ann Example <ann>"]',
            "2:17",
            "a maintainer is written like Ann Example <ann@example.com> (https://example.com), the name alone will do",
        ),
        ('kube-version = "{{ fail }}"', "2:1", "it must be targets, or a constraint such as >=1.30.0-0"),
        (f'annotations = {{"artifacthub.io/readme" = "{"a" * 32_769}"}}', "2:17", "it has more than 32,768 characters"),
    ],
)
def test_what_does_not_fit_is_told_as_for_an_annotation(here, text, place, message):
    key = text.partition(" ")[0]
    name = "chart.annotations.artifacthub.io/readme" if key == "annotations" else f"chart.{key}"
    words = f'option "{name}" cannot be taken into Chart.yaml: {message}'
    assert refusals(f"[chart]\n{text}\n", here) == [("OAM890", place, words, EXAMPLE)]


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("chart = 1", "1:1", 'option "chart" must be a table'),
        ("[[chart]]\nhome = 'https://a.org'", "1:3", 'option "chart" must be a table'),
        ("[chart]\nhome = 1", "2:1", 'option "chart.home" must be a text'),
        ("[chart]\nhome = ['https://a.org']", "2:1", 'option "chart.home" must be a text'),
        ("[chart]\nkeywords = 1", "2:1", 'option "chart.keywords" must be a text or a list of texts'),
        ("[chart]\nkeywords = ['a', 1]", "2:1", 'option "chart.keywords" must be a text or a list of texts'),
        ("[[chart.maintainers]]\nname = 'Ann'", "1:9", 'option "chart.maintainers" must be a text or a list of texts'),
        ("[chart]\nannotations = 'a'", "2:1", 'option "chart.annotations" must be a table'),
        (
            "[chart.annotations]\n'artifacthub.io/prerelease' = true",
            "2:2",
            'option "chart.annotations.artifacthub.io/prerelease" must be a text',
        ),
        (
            "[chart]\nkube-version = 'targets'\nkube_version = 'targets'",
            "3:1",
            'option "chart.kube-version" must be given once',
        ),
    ],
)
def test_a_value_of_another_type_is_told(here, text, place, message):
    assert [found[:3] for found in refusals(text + "\n", here)] == [("OAM824", place, message)]


@pytest.mark.parametrize(
    ("text", "place", "name", "hint"),
    [
        ("[chart]\nhom = 'https://a.org'", "2:1", "chart.hom", "did you mean chart.home?"),
        ("[chart]\nkubeVersion = 'targets'", "2:1", "chart.kubeVersion", "did you mean chart.kube-version?"),
        ("[chart]\nname = 'a'", "2:1", "chart.name", "it is the option chart-name, outside of the table"),
        ("[chart]\nversion = '1.0.0'", "2:1", "chart.version", "it is the option chart-version, outside of the table"),
        ("[chart]\nappVersion = '1'", "2:1", "chart.appVersion", "it is the option app-version, outside of the table"),
        ("[chart]\nreadme = true", "2:1", "chart.readme", "it is the option chart-readme, outside of the table"),
        ("[chart]\ndescription = 'a'", "2:1", "chart.description", "it is the annotation description of the application"),
        (
            "[chart]\ndependencies = []",
            "2:1",
            "chart.dependencies",
            "keys are annotations, home, icon, keywords, kube-version, maintainers and sources",
        ),
        (
            "[chart.annotations]\n'category' = 'Web'",
            "2:2",
            "chart.annotations.category",
            "annotations of a chart here are those that begin with artifacthub.io/",
        ),
    ],
)
def test_a_key_that_nobody_knows_is_told_with_what_is_meant(here, text, place, name, hint):
    assert refusals(text + "\n", here) == [("OAM823", place, f'there is no option "{name}"', hint)]


def test_many_unknown_keys_are_counted(here):
    text = "[chart]\n" + "".join(f"k{number} = 1\n" for number in range(3_000))
    found = refusals(text, here)
    assert len(found) == 20
    assert found[-1][3].startswith("2,980 more are not options of this file; ")


@pytest.mark.parametrize("length", [100, 101])
def test_a_list_has_a_hundred_items(here, length):
    found, reports = configured(f"[chart]\nkeywords = {['k'] * length}\n", here)
    assert [finding.code.id for finding in reports.found] == [] if length == 100 else ["OAM890"]
    assert ("oam.dev/chart-keywords" in (found or {})) is (length == 100)


def test_what_is_wrong_is_refused_and_the_rest_is_read(here, oamc, compiler):
    text = '[chart]\nhome = "here"\nicon = "https://a.org"\n'
    assert configured(text, here)[0] == {"oam.dev/chart-icon": "https://a.org"}
    outcome = oamc("build", "app.yaml")
    assert (outcome.status, "oamc.toml:2:9" in outcome.err, compiler.calls) == (1, True, [])


def test_the_file_is_not_quoted(here, oamc):
    (here / "oamc.toml").write_text('[chart]\nhome = "hunter2"\nkeywords = ["hunter2\\u0000"]\n')
    outcome = oamc("check", "app.yaml")
    assert (outcome.err.count("OAM890]"), "hunter2" in outcome.err + outcome.out) == (2, False)


def test_a_hostile_key_of_an_annotation_commands_no_log(here, oamc):
    (here / "oamc.toml").write_text('[chart.annotations]\n"artifacthub.io/\\u001b[31m\\n::error::\\"" = "##[error]"\n')
    assert oamc("config").out.count("\n::error") == 0
    assert 'chart.annotations."artifacthub.io/\\x1b[31m\\n' in oamc("config").out
    (here / "oamc.toml").write_text('[chart.annotations]\n"\\u001b[31m\\n::error::" = "a"\n"artifacthub.io/\\n::error::" = 1\n')
    outcome = oamc("check", "app.yaml")
    assert (outcome.err.count("OAM823"), outcome.err.count("OAM824")) == (1, 1)
    assert "\n::error" not in outcome.err
    assert "\x1b" not in outcome.err
