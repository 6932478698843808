"""Applications of KubeVela with the results of the real program, from the corpus: how oamc's results compare with them.

The corpus is looked for at ../shared/corpus beside the checkout, or at $OAMC_CORPUS. It is not part of the repository.
"""

from __future__ import annotations

import os
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from oamc.compiler import Compilation
from oamc.diagnostics.reports import ERROR, Reports
from oamc.objects.fill import filler_of
from oamc.options import Options
from oamc.source.decoding import decode_text
from oamc.values.shape import defaults
from tests.support import yaml_files
from tests.support.cue import shared_cue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.model.application import Application
    from oamc.objects.object_set import ObjectSet

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("OAMC_CORPUS", ROOT.parent / "shared" / "corpus")) / "vela"
GROUPS = ("vectors", "issues", "deploy")
REPORT = re.compile(r"https://github\.com/([^/\s]+/[^/\s]+)(?:/(?:issues|pull)/([0-9]+))?")
TITLE = re.compile(r"^\| `([^`]+)` \| [^|]* \| V? *\| ((?:[^|\\]|\\.)*) \|.*$", re.MULTILINE)
ADVICE = re.compile(r"[.;] [Aa] compiler [^.]*\.?$")
TOPOLOGY, WITHOUT_TOPOLOGY = "# topology: ", "# deploy step without topology"
NAMESPACE = "app.oam.dev/namespace"
SAME, REFUSED = "same", "refused"
DIFFERENT, ACCEPTED, NOT_ACCEPTED = "different", "accepted", "not accepted"
NOT_FOR_KUBERNETES = "same, and no objects that Kubernetes takes"
OF_OBJECTS = "OAM6"
AS_THERE = (SAME, REFUSED)
"""Outcomes that are those of the real program; the others need a reason."""


def cases() -> Iterator[Path]:
    """Yield the folders of the applications."""
    for group in GROUPS:
        yield from sorted(path for path in (CORPUS / group).glob("*") if (path / "app.yaml").is_file())


def name_of(case: Path) -> str:
    """Return what tables call a case."""
    return f"{case.parent.name}/{case.name}"


def about(case: Path) -> str:
    """Return what a case is about in the words of the corpus, the empty text where it has none; reports with their number."""
    told = case / "about.txt"
    if not told.is_file():
        return _titles().get(case.name, "") if case.parent.name == "vectors" else ""
    source, words = told.read_text(encoding="utf-8").splitlines()[:2]
    report = REPORT.search(source)
    after = "" if report is None else f" ({report[1]}{f'#{report[2]}' if report[2] else ''})"
    return ADVICE.sub("", words.strip()) + after


@cache
def _titles() -> dict[str, str]:
    """Return the titles of the table of vectors in the corpus's own words."""
    rows = TITLE.findall((CORPUS / "README.md").read_text(encoding="utf-8"))
    return {name: words.strip() for name, words in rows}


def compiled(case: Path) -> tuple[list[dict[str, Any]], Reports]:
    """Compile an application with the definitions beside it, and return the objects of all targets."""
    targets, reports = compiled_targets(case)
    return [item for _, objects in targets for item in objects], reports


def compiled_targets(case: Path) -> tuple[list[tuple[str, list[dict[str, Any]]]], Reports]:
    """Compile an application with the definitions beside it. Of each target return the name and the objects.

    Where nothing is wrong but that Kubernetes does not take the objects, they are those that would be refused.
    """
    reports = Reports()
    files = [case / "app.yaml", *sorted((case / "definitions").glob("*"))]
    sources = [decode_text(path.name, path.name, path.read_bytes(), reports) for path in files]
    options = Options(format="manifests")
    engine = shared_cue() if (case / "definitions").is_dir() else None
    run = Compilation(tuple(source for source in sources if source), options, reports, engine=engine)
    found = [
        (output.target, [item for text in output.files.values() for item in yaml_files.load_all(text) if item])
        for output in run.outputs
    ]
    errors = [found.code.id for found in reports.found if found.severity == ERROR]
    if errors and all(code.startswith(OF_OBJECTS) for code in errors):
        found = [_refused(*made) for made in run.objects]
    return found, reports


def _refused(application: Application, objects: ObjectSet | None) -> tuple[str, list[dict[str, Any]]]:
    """Return the name of a target, and its objects before anybody looks whether they are right."""
    if objects is None:
        return "", []
    filler = filler_of(objects.parameters, defaults(objects.parameters))
    target = application.target.name if application.target is not None else ""
    return target, [filler.body(item) for item in objects.objects if filler.present(item)]


def expected(case: Path) -> list[dict[str, Any]] | None:
    """Return the objects of the real program, None where it refuses the application."""
    targets = expected_targets(case)
    return None if targets is None else [item for _, objects in targets for item in objects]


def expected_targets(case: Path) -> list[tuple[str, list[dict[str, Any]]]] | None:
    """Return the objects of the real program for each of its deployments, by the name of the topology, if there is one.

    None where it refuses the application. The executor of `deploy` says more of each component than its topology.
    """
    text = (case / "expected.yaml").read_text(encoding="utf-8")
    if text.startswith(("# expected: error", "# expected: result")):
        return None
    groups: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines(keepends=True):
        if line.startswith((TOPOLOGY, WITHOUT_TOPOLOGY)):
            groups.append((line.removeprefix(TOPOLOGY).strip() if line.startswith(TOPOLOGY) else "", []))
        else:
            groups[-1][1].append(line)
    found = [(name, [item for item in yaml_files.load_all("".join(lines)) if item]) for name, lines in groups]
    return [(name, objects) for name, objects in found if name or objects]


def neutral(item: dict[str, Any], *, has_namespace: bool) -> dict[str, Any]:
    """Return an object without what oamc leaves out on purpose: the namespace `default` where the application names none."""
    metadata = dict(item.get("metadata") or {})
    labels = dict(metadata.get("labels") or {})
    if not has_namespace:
        if metadata.get("namespace") == "default":
            del metadata["namespace"]
        if labels.get(NAMESPACE) == "default":
            del labels[NAMESPACE]
    if "labels" in metadata:
        metadata["labels"] = labels
    return {**item, "metadata": metadata}


def outcome(case: Path) -> str:
    """Say in a word how oamc's result compares with the real program's."""
    wanted = expected_targets(case)
    made, reports = compiled_targets(case)
    if wanted is None:
        return REFUSED if reports.has_errors() else ACCEPTED
    errors = [found.code.id for found in reports.found if found.severity == ERROR]
    if errors and not all(code.startswith(OF_OBJECTS) for code in errors):
        return NOT_ACCEPTED
    application = yaml_files.load_all((case / "app.yaml").read_text(encoding="utf-8"))[0]
    has_namespace = bool((application.get("metadata") or {}).get("namespace"))
    if len(made) != len(wanted) or any(
        ours and theirs and ours != theirs for (ours, _), (theirs, _) in zip(made, wanted, strict=False)
    ):
        return NOT_ACCEPTED if errors else DIFFERENT
    names = [name for name, _ in wanted]
    ours = [
        [_placed(neutral(item, has_namespace=has_namespace), name) for item in objects]
        for name, (_, objects) in zip(names, made, strict=True)
    ]
    theirs = [[_placed(neutral(item, has_namespace=has_namespace), name) for item in objects] for name, objects in wanted]
    if errors:
        return NOT_FOR_KUBERNETES if ours == theirs else NOT_ACCEPTED
    return SAME if ours == theirs else DIFFERENT


def _placed(item: dict[str, Any], topology: str) -> dict[str, Any]:
    """Return an object without the namespace of a topology, which the program does not write where it only prints."""
    if not topology:
        return item
    metadata = {name: value for name, value in item["metadata"].items() if name != "namespace"}
    return {**item, "metadata": metadata}
