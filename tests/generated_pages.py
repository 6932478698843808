"""The pages that are not written by hand, and the parts of other pages that a program must confirm.

`python -m tests.generated_pages` (`make docs`) rewrites them; `test_documentation.py` compares. In every page of `pages()`

- a fenced block after `<!-- write: FILE -->` is written to FILE of the page's own empty folder (with a copy of `examples/`);
- a block after `<!-- show: FILE -->` is the content of FILE, with `from "A" to "B"` the lines from the first that contains A to
  the next that contains B;
- a `console` block is run, and what its commands print is put behind them. `helm` is the engine of the test environment.

Blocks count from the top of a page to its end, so that a page reads like one session in a terminal.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.diagnostics import codes
from oamc.diagnostics.reports import Code, listing
from oamc.expressions.numbers import spell_json
from oamc.frontends.v1beta1 import step_types
from oamc.frontends.v1beta1.policies import controllers
from oamc.frontends.v1beta1.policies import table as policies
from oamc.model.vocabularies import KUBEVELA
from oamc.objects.writer import YamlWriter
from oamc.reference.fields import FILES, DocumentField, document_fields, walk
from oamc.reference.relation_tables import tables, variant_table, vela_tables
from oamc.reference.relations import relations
from oamc.reference.type_pages import page as type_page
from oamc.reference.type_pages import relations_page as meetings
from oamc.reference.variants import variant_relations
from oamc.reference.vela_relations import vela_relations
from tests.change_rules_page import change_rules_page
from tests.conformance_page import conformance_page
from tests.project_file_page import project_file_page
from tests.support.forks import forked

ROOT = Path(__file__).resolve().parent.parent
TYPES = ROOT / "docs" / "reference" / "types.md"
CHANGES = ROOT / "docs" / "reference" / "changes.md"
CODES = ROOT / "docs" / "reference" / "codes.md"
RELATIONS = ROOT / "docs" / "reference" / "relations.md"
DOCUMENTS = ROOT / "docs" / "reference" / "documents.md"
KUBEVELA_TYPES = ROOT / "docs" / "reference" / "kubevela.md"
CONFORMANCE = ROOT / "docs" / "reference" / "conformance.md"
PROJECT_FILE = ROOT / "docs" / "reference" / "project-file.md"
STAGES = {
    "1": "Reading",
    "2": "Shape of a document",
    "3": "Application and references",
    "4": "Parameters and variables",
    "5": "Workload types, traits and scopes",
    "6": "Kubernetes objects",
    "7": "Outputs and values",
    "8": "Command line",
    "9": "Environments and trees for GitOps",
}
BLOCK = re.compile(
    r"(?P<head>(?:^<!-- (?P<verb>write|show): (?P<subject>.*?) -->\n)?^```(?P<language>\w+)\n)(?P<body>.*?)(?P<tail>^```$)",
    re.MULTILINE | re.DOTALL,
)
EXCERPT = re.compile(r'(?P<path>\S+)(?: from "(?P<first>.*?)" to "(?P<last>.*?)")?')
PLAIN = re.compile(r"oamc(?: [\w./:=,@+-]+)*")
"""A call of oamc that a shell would take word by word."""
SECONDS = 120


def pages() -> list[Path]:
    """Return the pages whose blocks are confirmed, except those that are generated as a whole."""
    written = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").rglob("*.md")]
    return sorted(page for page in written if page not in GENERATED)


def confirmed(page: str) -> str:
    """Return the text of a page with the blocks as they are when its commands are run."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "work")
        shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("__pycache__"))
        programs = _programs(Path(name, "bin"))

        def block(match: re.Match[str]) -> str:
            body = match["body"]
            if match["verb"] == "write":
                place = folder / match["subject"]
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(body, encoding="utf-8")
            elif match["verb"] == "show":
                body = _excerpt(folder, match["subject"])
            elif match["language"] == "console":
                commands = [line for line in body.splitlines() if line.startswith("$ ")]
                body = "".join(f"{command}\n{_run(command[2:], folder, programs)}" for command in commands)
            return f"{match['head']}{body}{match['tail']}"

        return BLOCK.sub(block, page)


def _excerpt(folder: Path, subject: str) -> str:
    """Return the content of a file, or the lines that the subject of a `show` block asks for."""
    wanted = EXCERPT.fullmatch(subject)
    assert wanted, f"not a file with an optional range: {subject}"
    text = (folder / wanted["path"]).read_text(encoding="utf-8")
    if wanted["first"] is None:
        return text
    lines = text.splitlines(keepends=True)
    begin = next(place for place, line in enumerate(lines) if wanted["first"] in line)
    end = next(place for place, line in enumerate(lines) if place >= begin and wanted["last"] in line)
    return "".join(lines[begin : end + 1])


def _programs(folder: Path) -> Path:
    """Write the programs that pages call to a folder: each starts a module of this checkout."""
    folder.mkdir(parents=True)
    for name, arguments in (("oamc", "-m oamc"), ("helm", "-m tests.generated_pages helm"), ("python", "")):
        program = folder / name
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n', encoding="utf-8")
        program.chmod(0o755)
    return folder


def _run(command: str, folder: Path, programs: Path) -> str:
    """Return what a command line prints to both streams. A shell is for what only a shell understands."""
    environment = {"PATH": f"{programs}:{os.defpath}", "PYTHONPATH": str(ROOT), "HOME": str(folder), "LC_ALL": "C.UTF-8"}
    if PLAIN.fullmatch(command):
        text = forked(command.split()[1:], folder, environment=environment, merged=True, seconds=SECONDS).stdout.decode("utf-8")
    else:
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            check=False,
        )
        text = done.stdout.decode("utf-8")
    return text if not text or text.endswith("\n") else f"{text}\n"


def helm_template(arguments: list[str]) -> str:
    """Return what `helm template CHART [--set X] [--values FILE] [--show-only TEMPLATE]` prints, rendered by the engine."""
    import argparse

    import helm_python

    from oamc.diagnostics.reports import Reports
    from oamc.spans import SourceFile
    from oamc.values.overrides import Assignment, Overrides, combine

    parser = argparse.ArgumentParser(prog="helm template")
    parser.add_argument("chart")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--values", action="append", default=[])
    parser.add_argument("--show-only")
    chosen = parser.parse_args(arguments)
    overrides = Overrides(
        files=tuple(SourceFile(path=path, label=path, text=Path(path).read_text(encoding="utf-8")) for path in chosen.values),
        assignments=tuple(Assignment(flag="--set", text=text) for text in chosen.set),
    )
    given = combine(overrides, Reports())
    assert given is not None
    try:
        rendered = helm_python.Chart.load(chosen.chart).render(given.values)
    except helm_python.HelmError as error:
        return f"Error: {error}\n"
    shown = [name for name, text in sorted(rendered.items()) if text.strip() and not name.endswith("NOTES.txt")]
    if chosen.show_only is not None:
        shown = [name for name in shown if name.endswith(f"/{chosen.show_only}")]
    return "".join(f"---\n# Source: {name}\n{rendered[name].strip()}\n" for name in shown)


def types_page() -> str:
    """Return the reference of workload types, traits, scopes and intents, from the catalog."""
    lines = [
        "# Workload types, traits, scopes and intents",
        "",
        "This page is generated from the catalog by `make docs`. `oamc types list` and `oamc types show NAME` print the same.",
        "",
        "The properties of a trait are values of the chart, except those marked *fixed*: they shape the objects and are",
        "decided when the output is built. Settings of a workload type are fixed too, unless a parameter gives them.",
        "Other names of a type or a trait are read with a warning.",
    ]
    for heading, capabilities in (
        ("Workload types", CATALOG.workload_types),
        ("Traits", CATALOG.traits),
        ("Scopes", CATALOG.scopes),
        ("Intents", CATALOG.intents),
    ):
        lines += ["", f"## {heading}"]
        for capability in capabilities:
            lines += ["", *_type_section({**type_page(capability), **meetings(capability)})]
    return "\n".join(lines) + "\n"


def kubevela_page() -> str:
    """Return the reference of KubeVela's built-in component types and traits, from their catalog."""
    lines = [
        "# Component types, traits, policies and steps of KubeVela",
        "",
        "This page is generated from the catalog by `make docs`. `oamc types show NAME` prints the same; where OAM has a word",
        "of the same name, `kubevela/NAME` is the one of KubeVela.",
        "",
        "`[]` is any item of a list and `.*` any key of a mapping. Every property is a value of the chart, at the same path",
        "below `<component>.properties` or `<component>.traits.<type>`, except those marked *fixed*, which shape the objects.",
        "There a list of mappings is a mapping by what its items are called. The last column of the tables names a golden case",
        "with the type at work.",
    ]
    catalog = CATALOGS[KUBEVELA]
    for heading, capabilities in (("Component types", catalog.workload_types), ("Traits", catalog.traits)):
        lines += ["", f"## {heading}", "", "| Name | What it is for | At work |", "| --- | --- | --- |"]
        for capability in capabilities:
            case = f"golden/kubevela-{capability.name}"
            shown = f"[{case}](../../{case})" if (ROOT / case).is_dir() else ""
            lines.append(f"| `{capability.name}` | {capability.summary} | {shown} |")
        for capability in capabilities:
            lines += ["", *_type_section(type_page(capability))]
    return "\n".join([*lines, *_policies(), *_steps()]) + "\n"


def _policies() -> list[str]:
    """Return the table of the policies: what each does to an output, or why it does nothing."""
    lines = [
        "",
        "## Policies",
        "",
        "What a policy of type override writes keeps its place: values and findings name the document that has it.",
        "",
        "An Application that goes to several places has an output for each, `DIR/<application>/<target>/`, called as the",
        "topology, the environment or the step is. With a single place the output is in `DIR/<application>/`. All objects go",
        "to the namespace of the topology.",
        "",
        "| Type | What comes of it | At work |",
        "| --- | --- | --- |",
    ]
    effects = {}
    for name, decoder in policies.DECODERS.items():
        about = (sys.modules[decoder.__module__].__doc__ or "").partition("\n")[0]
        effects[name] = about.partition(": ")[2].partition(" (docs/")[0].rstrip(".")
    effects |= {name: f"Nothing: {reason}" for name, (reason, _) in controllers.REASONS.items()}
    for name, effect in sorted(effects.items()):
        case = f"golden/kubevela-{name}"
        shown = f"[{case}](../../{case})" if (ROOT / case).is_dir() else ""
        lines.append(f"| `{name}` | {effect[0].upper()}{effect[1:]}. | {shown} |")
    return lines


def _steps() -> list[str]:
    """Return the table of the steps of a workflow: what each deploys, or why it has no effect."""
    lines = [
        "",
        "## Workflow steps",
        "",
        "What comes out is what is there at the end of a workflow. Without one, all components go to each topology, changed",
        "by all overrides. Where no step deploys anything, all components come out as they stand.",
        "",
        "| Type | What comes of it |",
        "| --- | --- |",
    ]
    effects = {
        step_types.APPLY_COMPONENT: "One component",
        step_types.OLDER_APPLY_COMPONENT: "One component",
        step_types.DEPLOY: "All components, changed by the policies that it names, at each of its topologies",
        step_types.DEPLOY_TO_ENV: "All components, changed for an environment of a policy of type env-binding",
        step_types.GROUP: "What its steps deploy",
        **dict.fromkeys(step_types.APPLY_ALL, "All components"),
        **{name: f"Nothing: {reason}" for name, (reason, _) in step_types.REASONS.items()},
    }
    lines += [f"| `{name}` | {effect}. |" for name, effect in sorted(effects.items())]
    return [*lines, "", "`golden/kubevela-workflow` and `golden/kubevela-topology` show workflows."]


def relations_page() -> str:
    """Return the page on how any two traits get on, from the catalog."""
    lines = [
        "# How traits get on",
        "",
        "This page is generated by `make docs`; `oamc types matrix` prints the same. It is computed from what traits write on",
        "an example of each workload type, and where that does not tell, from builds with both. Nothing is listed by hand.",
        "",
        "- *conflicting*: both set one field, or make one object, which is the error OAM555; or one refuses what the other one",
        "  makes of the instance, by the code that is shown",
        "- *composable*: both work on one thing, and both count. One takes away what the other one sets, in whatever order an",
        "  application lists them (a warning); each puts something of its own into one list or mapping; or one shapes what the",
        "  other one builds on",
        "- *orthogonal*: they have nothing in common, and their order does not matter",
        "- *in turn*, of KubeVela alone: their order in the list decides, because the later one finds what the first one left",
        "",
        "## Traits of OAM",
        "",
    ]
    plain = relations(CATALOG)
    parts = [
        "\n".join(lines),
        tables(CATALOG, plain),
        "",
        "## With other engines and providers",
        "",
        "The tables above are about each trait as its example uses it, with its usual engine and provider. Here is where",
        "another one of them gets on otherwise; what is not here is as above.",
        "",
        variant_table(variant_relations(CATALOG, plain)),
        "",
        "## Traits of KubeVela",
        "",
        "They change in turn what the ones before have left. Where two set one field, they are in conflict if they want",
        "different values (OAM586), unless one of them puts its own in place of the other. `json-patch` and",
        "`json-merge-patch` write what a document tells them to. Traits of definitions of your own are not compared.",
        "",
        vela_tables(CATALOGS[KUBEVELA], vela_relations(CATALOGS[KUBEVELA])),
    ]
    return "\n".join(parts)


def documents_page() -> str:
    """Return the reference of documents, from their schemas: each kind with every field."""
    lines = [
        "# Documents",
        "",
        "This page is generated from the schemas of documents by `make docs`. `oamc explain component.containers` prints the",
        "same, and `oamc schema` writes schemas for editors. Every field that is not required may be null or left out.",
    ]
    seen: dict[tuple[tuple[str, str, str], ...], str] = {}
    for kind in FILES:
        root = document_fields(kind)
        example = json.loads(root.example)
        lines += ["", f"## {kind}", "", root.description, "", "```yaml", YamlWriter().document(example).rstrip("\n"), "```"]
        for field in walk(root):
            if field.fields:
                lines += ["", *_fields_section(field, seen)]
    return "\n".join(lines) + "\n"


def _fields_section(field: DocumentField, seen: dict[tuple[tuple[str, str, str], ...], str]) -> list[str]:
    """Return the table of the fields in one field. What has the fields of another one says so."""
    place = ".".join(field.path)
    heading = f"### {place}" if len(field.path) > 1 else "### The whole document"
    shape = tuple((inner.name, inner.type, inner.description) for inner in field.fields)
    same = seen.setdefault(shape, place)
    if same != place:
        return [heading, "", f"{_cell(field.item or field.description)} It has the fields of `{same}`."]
    lines = [heading, "", field.item or field.description, ""]
    lines += ["| Field | Type | Required | Default | Meaning |", "| --- | --- | --- | --- | --- |"]
    for inner in field.fields:
        meaning = " ".join(
            (
                "*Older form.*" if inner.older else "",
                inner.description,
                f"One of {', '.join(f'`{choice}`' for choice in inner.choices)}." if inner.choices else "",
                f"Example: `{inner.example}`." if inner.example and not inner.fields else "",
            )
        )
        default = f"`{_cell(inner.default)}`" if inner.default else ""
        required = "yes" if inner.required else "no"
        lines.append(f"| `{inner.name}` | {_cell(inner.type)} | {required} | {default} | {_cell(' '.join(meaning.split()))} |")
    return lines


def _type_section(shown: dict[str, object]) -> list[str]:
    """Return the section of one workload type, trait, scope or intent."""
    summary = str(shown["summary"])
    lines = [f"### {shown['name']}", "", summary[0].upper() + summary[1:], ""]
    facts = (
        ("aliases", "Other names"),
        ("features", "Features"),
        ("appliesTo", "Applies to"),
        ("makes", "Makes"),
        ("fits", "Fits"),
        ("contradicts", "Not with"),
        ("requires", "Needs of the cluster"),
        ("claims", "Writes, in its example"),
        ("provides", "Provides"),
        ("wants", "Builds on"),
    )
    lines += [f"- {words}: {', '.join(f'`{part}`' for part in shown[key])}" for key, words in facts if shown.get(key)]
    if shown.get("optional"):
        lines.append("- Optional: the value `enabled` switches it on and off")
    variants = shown.get("variants")
    for one in variants if isinstance(variants, list) else ():
        beside = f", beside {listing(f'`{name}`' for name in one['beside'])}" if "beside" in one else ""
        lines.append(f"- Also `{one['words']}`: `{spell_json(one['properties'])}`{beside}")
    meets = shown.get("meets")
    for met in meets if isinstance(meets, list) else ():
        lines.append(f"- Meets `{met['trait']}`: {met['relation']}, {met['reason']}: `{met['field']}`")
    properties = shown["properties"]
    assert isinstance(properties, list)
    if "example" in shown:
        example = ["", "```yaml", str(shown["example"]).rstrip("\n"), "```"]
        return [*_with_properties(lines, properties), *example]
    return _with_properties(lines, properties)


def _with_properties(lines: list[str], properties: list[dict[str, object]]) -> list[str]:
    """Return the lines of a section with the table of properties behind them."""
    if not properties:
        return lines[:-1] if lines[-1] == "" else lines
    if lines[-1] != "":
        lines.append("")
    lines += ["| Property | Type | Required | Default | | Description |", "| --- | --- | --- | --- | --- | --- |"]
    for entry in properties:
        default = f"`{_cell(spell_json(entry['default']))}`" if "default" in entry else ""
        lines.append(
            f"| `{entry['name']}` | {_cell(entry['type'])} | {'yes' if entry['required'] else 'no'} | {default} "
            f"| {'' if entry['live'] else 'fixed'} | {_cell(entry['description'])} |"
        )
    return lines


def _cell(text: object) -> str:
    """Return a text as the cell of a table."""
    return str(text).replace("|", "\\|")


def all_codes() -> list[Code]:
    """Return every code that a module of the catalog declares, in order."""
    found: dict[str, Code] = {}
    for module in pkgutil.iter_modules(codes.__path__):
        members = vars(importlib.import_module(f"{codes.__name__}.{module.name}"))
        found.update((member.id, member) for member in members.values() if isinstance(member, Code))
    return [found[name] for name in sorted(found)]


def codes_page() -> str:
    """Return the reference of diagnostics, from the codes. Each code links to the page that `oamc explain` prints."""
    lines = [
        "# Diagnostics",
        "",
        "This page is generated from the codes by `make docs`. `oamc explain CODE` prints the page of a code.",
        "",
        "A code never changes its meaning. With `--strict`, the warnings marked *strict* are errors. With",
        "`--allow-unknown-fields`, the errors marked *unknown* are warnings. What is marked *told* says that something",
        "has no effect, with `--quiet` too.",
    ]
    stage = ""
    for code in all_codes():
        if code.id[3] != stage:
            stage = code.id[3]
            lines += ["", f"## {STAGES[stage]}", "", "| Code | Severity | Message |", "| --- | --- | --- |"]
        marks = (("unknown", code.unknown), ("strict", code.strict and not code.unknown), ("told", code.drops))
        severity = ", ".join([code.severity, *(name for name, is_set in marks if is_set)])
        lines.append(f"| [{code.id}](../../oamc/diagnostics/pages/{code.id}.md) | {severity} | `{_cell(code.template)}` |")
    return "\n".join(lines) + "\n"


GENERATED = {
    CHANGES: change_rules_page,
    CODES: codes_page,
    CONFORMANCE: conformance_page,
    DOCUMENTS: documents_page,
    KUBEVELA_TYPES: kubevela_page,
    PROJECT_FILE: project_file_page,
    RELATIONS: relations_page,
    TYPES: types_page,
}
"""The pages that are made as wholes, each with what makes it."""


def main() -> int:
    """Rewrite all pages; or, as `helm template …`, stand in for the helm program on a page."""
    if sys.argv[1:3] == ["helm", "template"]:
        sys.stdout.write(helm_template(sys.argv[3:]))
        return 0
    for path, page_of in GENERATED.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page_of(), encoding="utf-8")
    for page in pages():
        page.write_text(confirmed(page.read_text(encoding="utf-8")), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
