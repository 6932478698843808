"""The application in the language of each peer, for any number of applications."""

from __future__ import annotations

import re
import shutil
import string
import subprocess
from pathlib import Path

from benchmarks.inputs import KUBEVELA_APPLICATION, write_applications
from benchmarks.processes import OAMC

FORMS = Path(__file__).parent / "forms"
TOKEN = "NUMBER"
"""What a form has instead of the number of an application."""
INSTANCE = re.compile(r"shop-web-(?P<number>[0-9]+)")


def fill(form: Path, target: Path, number: int) -> None:
    """Write a form, or a folder of them, for the application of a number."""
    if form.is_dir():
        for inner in form.iterdir():
            fill(inner, target / inner.name, number)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(form.read_text(encoding="utf-8").replace(TOKEN, str(number)), encoding="utf-8")


def write_inputs(folder: Path, size: int) -> None:
    """Write so many applications for every peer into a new folder."""
    write_applications(folder / "documents", size)
    write_helm(folder / "helm", size)
    write_kustomizations(folder / "kustomize", size)
    write_compose(folder / "compose.yaml", size)
    write_jsonnet(folder / "jsonnet", size)
    write_cue(folder / "cue", size)
    shutil.copy(FORMS / "cdk8s" / "application.js", folder)
    build = subprocess.run([OAMC, "build", "documents", "--format", "manifests"], cwd=folder, capture_output=True, check=True)
    (folder / "objects.yaml").write_text(with_letters(build.stdout.decode()), encoding="utf-8")


def with_letters(manifests: str) -> str:
    """Return manifests for helmify: the names of any two instances that follow each other begin with different letters."""

    def name(match: re.Match[str]) -> str:
        letter = string.ascii_lowercase[int(match["number"]) % len(string.ascii_lowercase)]
        return f"{letter}-{match[0]}"

    return INSTANCE.sub(name, manifests)


def write_helm(folder: Path, size: int) -> None:
    """Write a chart that was written by hand, or one that has such charts of several applications."""
    if size == 1:
        fill(FORMS / "helm", folder, 0)
        return
    for number in range(size):
        fill(FORMS / "helm", folder / "charts" / f"shop-{number}", number)
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: umbrella\nversion: 1.0.0\n", encoding="utf-8")


def write_kustomizations(folder: Path, size: int) -> None:
    """Write a kustomization for each application, and one that has all of them."""
    for number in range(size):
        fill(FORMS / "kustomize", folder / f"shop-{number}", number)
    resources = "".join(f"  - shop-{number}\n" for number in range(size))
    (folder / "kustomization.yaml").write_text(f"resources:\n{resources}", encoding="utf-8")


def write_compose(file: Path, size: int) -> None:
    """Write a Compose file with a service for each application."""
    form = (FORMS / "kompose" / "service.yaml").read_text(encoding="utf-8")
    file.write_text("services:\n" + "".join(form.replace(TOKEN, str(number)) for number in range(size)), encoding="utf-8")


def write_jsonnet(folder: Path, size: int) -> None:
    """Write the library, a file for each application, and one that has all of them."""
    fill(FORMS / "jsonnet" / "web.libsonnet", folder / "web.libsonnet", 0)
    for number in range(size):
        fill(FORMS / "jsonnet" / "application.jsonnet", folder / f"shop-{number}.jsonnet", number)
    imports = " +\n".join(f"(import 'shop-{number}.jsonnet')" for number in range(size))
    (folder / "all.jsonnet").write_text(f"{imports}\n", encoding="utf-8")


def write_cue(folder: Path, size: int) -> None:
    """Write the definition, and a file for each application."""
    fill(FORMS / "cue" / "web.cue", folder / "web.cue", 0)
    for number in range(size):
        fill(FORMS / "cue" / "application.cue", folder / f"shop-{number}.cue", number)


def kubevela_application(components: int) -> str:
    """Return an Application of KubeVela of so many components, each a webservice with an autoscaler and an Ingress."""
    head, mark, component = KUBEVELA_APPLICATION.partition("  components:\n")
    return head.format(number=0) + mark + "".join(component.format(number=number) for number in range(components))


NOWHERE = """\
apiVersion: v1
kind: Config
current-context: none
clusters: [{name: none, cluster: {server: "http://127.0.0.1:1"}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
users: [{name: none, user: {}}]
"""
"""A configuration for `vela`, which ends without one even offline: a cluster where every connection is refused at once."""
