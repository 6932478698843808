"""The folder of an operator: two applications, and an umbrella chart of their charts, in four versions.

The chart `platform` has the charts of the applications as dependencies: `shop`, which can be left out, and `desk` twice, as
`berlin` and `lisbon`. With each version the operator edits documents and values, builds, and lets `--check` look at the charts.

    versions(Project(folder))       builds all four, with the edits between them
    Helm(version, home)             brings the charts into the platform, and renders and lints it
"""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from oamc.kubernetes.schemas import DEFAULT_VERSION
from tests.helm_programs.build import program_path
from tests.support.agreement import objects
from tests.support.helm import shared_engine
from tests.support.processes import Ended, bare, oamc, run

PARTS = {"shop": "shop", "berlin": "desk", "lisbon": "desk"}
"""The dependencies by the names that the platform gives them, each with its application."""

DOCUMENTS = {
    "oamc.toml": """inputs = ["apps"]
""",
    "apps/shop/components.yaml": """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: storefront
  annotations: {description: Sells.}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: connections, description: How many., type: number, default: 256}
    - {name: sender, type: string, default: shop@example.com}
  containers:
    - name: web
      image: example/storefront:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      ports: [{name: http, containerPort: 8080}]
      env: [{name: CONNECTIONS, fromParam: connections}, {name: SENDER, fromParam: sender}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: migrate
  annotations: {description: Moves tables.}
spec:
  workloadType: core.oam.dev/v1alpha1.Task
  containers:
    - name: migrate
      image: example/migrate:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
""",
    "apps/shop/application.yaml": """apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop
  annotations: {version: 1.0.0, description: The shop.}
spec:
  components:
    - componentName: storefront
      instanceName: storefront
      traits:
        - {name: ingress, properties: {hostname: shop.example.com, servicePort: 8080}}
        - {name: manual-scaler, properties: {replicaCount: 2}}
    - componentName: migrate
      instanceName: migrate
""",
    "apps/desk/components.yaml": """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: desk
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  containers:
    - name: desk
      image: example/desk:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      ports: [{name: http, containerPort: 8080}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: archive
spec:
  workloadType: core.oam.dev/v1alpha1.Worker
  parameters: [{name: days, description: How long., type: number, default: 90}]
  containers:
    - name: archive
      image: example/archive:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      env: [{name: DAYS, fromParam: days}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: seed
spec:
  workloadType: core.oam.dev/v1alpha1.Task
  containers:
    - name: seed
      image: example/seed:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
""",
    "apps/desk/application.yaml": """apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: desk
  annotations: {version: 1.0.0, description: A help desk.}
spec:
  components:
    - componentName: desk
      instanceName: desk
    - componentName: archive
      instanceName: archive
    - componentName: seed
      instanceName: seed
""",
    "platform/templates/front.yaml": """apiVersion: v1
kind: ConfigMap
metadata:
  name: platform
data:
  front: {{ with .Values.front }}{{ .image }}{{ else }}none{{ end }}
""",
}
VALUES: dict[str, Any] = {
    "shop": {
        "enabled": True,
        "storefront": {
            "parameters": {"connections": 1024},
            "traits": {"ingress": {"hostname": "shop.acme.example"}, "manual-scaler": {"replicaCount": 3}},
        },
    },
    "berlin": {"namePrefix": "berlin-", "archive": {"parameters": {"days": 30}}},
    "lisbon": {"namePrefix": "lisbon-", "desk": {"containers": {"desk": {"imagePullPolicy": "Always"}}}},
}


class Version(NamedTuple):
    """One version as it was built: what oamc said, the values of the platform, the objects, and a copy of the charts."""

    version: str
    folder: Path
    stale: Ended
    built: Ended
    fresh: Ended
    values: dict[str, Any]
    manifests: dict[str, list[dict[str, Any]]]

    def platform(self, own: dict[str, Any] | None = None) -> Path:
        """Return the chart of the platform, with its own values or with others in their place."""
        values = json.dumps(self.values if own is None else own)
        (self.folder / "platform" / "values.yaml").write_text(values, encoding="utf-8")
        return self.folder / "platform"

    def by_name(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Return all objects of the dependencies by kind and name."""
        found = [item for part in self.manifests.values() for item in part]
        named = {(item["kind"], item["metadata"]["name"]): item for item in found}
        assert len(named) == len(found)
        return named


class Project:
    """The folder of the operator."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.values = deepcopy(VALUES)
        for name, text in DOCUMENTS.items():
            self.path(name).write_text(text, encoding="utf-8")

    def path(self, name: str) -> Path:
        """Return the path of a file, whose folder is there."""
        place = self.folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        return place

    def edit(self, name: str, *changes: tuple[str, str]) -> None:
        """Replace texts of a file, each of which is there once."""
        text = self.path(name).read_text(encoding="utf-8")
        for before, after in changes:
            assert text.count(before) == 1, before
            text = text.replace(before, after)
        self.path(name).write_text(text, encoding="utf-8")

    def oamc(self, *arguments: str) -> Ended:
        """Call oamc in the folder."""
        return oamc(*arguments, folder=self.folder)

    def release(self, version: str) -> Version:
        """Build the charts of a version, write the platform that needs them, and put a copy of all that aside."""
        stale, built, fresh = self.oamc("build", "--check"), self.oamc("build"), self.oamc("build", "--check")
        self.path("platform/Chart.yaml").write_text(platform(version), encoding="utf-8")
        self.path("platform/values.yaml").write_text(json.dumps(self.values, indent=2), encoding="utf-8")
        manifests = {part: objects_of(self.manifests(part, self.values[part])) for part in PARTS}
        aside = self.folder / version
        for source in (*self.folder.glob("charts/**/*"), *self.folder.glob("platform/**/*")):
            if source.is_file():
                target = aside / source.relative_to(self.folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(source.read_bytes())
        return Version(version, aside, stale, built, fresh, deepcopy(self.values), manifests)

    def manifests(self, part: str, values: dict[str, Any], *flags: str) -> Ended:
        """Build the manifests of a dependency with the values that the platform gives it."""
        self.path(f"{part}.json").write_text(json.dumps(values), encoding="utf-8")
        return self.oamc("build", f"apps/{PARTS[part]}", "--format", "manifests", "--values", f"{part}.json", *flags)


def platform(version: str) -> str:
    """Return `Chart.yaml` of the platform, which has the version of its parts, and takes no other one of them."""
    shop = {"condition": "shop.enabled", "import-values": [{"child": "storefront.containers.web", "parent": "front"}]}
    needs = [{"name": "shop", **shop}, {"name": "desk", "alias": "berlin"}, {"name": "desk", "alias": "lisbon"}]
    dependencies = [{**need, "version": version, "repository": f"file://../charts/{need['name']}"} for need in needs]
    return json.dumps({"apiVersion": "v2", "name": "platform", "version": version, "dependencies": dependencies})


def objects_of(ended: Ended) -> list[dict[str, Any]]:
    """Return the objects that a command printed."""
    assert ended.status == 0, ended.err
    return objects({"printed": ended.out})


class Rendering(NamedTuple):
    """What Helm makes of the platform: the objects of its parts, the image that it imports from one, or a refusal."""

    objects: list[dict[str, Any]]
    front: str
    refusal: str


class Helm:
    """One version of Helm; the engine where its program is not built."""

    def __init__(self, version: str, home: Path) -> None:
        self.program = program_path(version)
        self.home = home

    def run(self, folder: Path, *arguments: str) -> Ended:
        """Call the program."""
        return run([self.program, *arguments], folder, environment=bare(self.home, KUBECONFIG=""))

    def fetch(self, version: Version) -> None:
        """Bring the charts into the platform, as `helm dependency update` does."""
        if self.program.exists():
            told = self.run(version.folder, "dependency", "update", "platform")
            assert told.status == 0, told.err
            packed = {path.name for path in (version.folder / "platform" / "charts").iterdir()}
            assert packed == {f"{name}-{version.version}.tgz" for name in PARTS.values()}

    def render(self, version: Version, own: dict[str, Any] | None = None, *sets: str) -> Rendering:
        """Render the platform with its own values, or with others in their place; `sets` are those of `--set`."""
        version.platform(own)
        if self.program.exists():
            flags = [flag for text in sets for flag in ("--set", text)]
            told = self.run(version.folder, "template", "release", "platform", "--kube-version", DEFAULT_VERSION, *flags)
            if told.status:
                return Rendering([], "", told.err)
            found = objects({"printed": told.out})
        else:
            rendered = shared_engine().render(files_of(version), as_values(sets), kube_version=DEFAULT_VERSION)
            if rendered.refusal:
                return Rendering([], "", rendered.refusal)
            found = list(rendered.documents)
        (own_object,) = (item for item in found if item["kind"] == "ConfigMap")
        return Rendering([item for item in found if item is not own_object], own_object["data"]["front"], "")

    def lint(self, version: Version) -> str:
        """Return what Helm has against the platform or one of its charts; advice does not count."""
        if self.program.exists():
            told = self.run(version.folder, "lint", "--strict", "--with-subcharts", "platform", "charts/shop", "charts/desk")
            return told.out + told.err if told.status else ""
        return "\n".join(shared_engine().lint(files_of(version)))


def as_values(sets: tuple[str, ...]) -> dict[str, Any]:
    """Return texts of `--set` as values: paths of plain words with a text, false or null."""
    values: dict[str, Any] = {}
    for text in sets:
        path, _, value = text.partition("=")
        *steps, last = path.split(".")
        place = values
        for step in steps:
            place = place.setdefault(step, {})
        place[last] = json.loads(value) if value in {"false", "null"} else value
    return values


def files_of(version: Version) -> dict[str, str]:
    """Return the files of the platform with its charts within it."""
    places = {version.folder / "platform": "", version.folder / "charts": "charts/"}
    return {
        f"{prefix}{path.relative_to(root).as_posix()}": path.read_text(encoding="utf-8")
        for root, prefix in places.items()
        for path in root.rglob("*")
        if path.is_file() and path.suffix != ".tgz"
    }


class History(NamedTuple):
    """All versions in their order, and what `--check` said after comments alone had been added to the first."""

    versions: tuple[Version, ...]
    commented: Ended


def versions(project: Project) -> History:
    """Build the four versions, and edit documents and values between them."""
    first = project.release("1.0.0")
    commented = with_comments(project)
    with_other_words(project)
    second = project.release("1.0.1")
    with_other_work(project)
    third = project.release("1.1.0")
    with_other_names(project)
    fourth = project.release("2.0.0")
    return History((first, second, third, fourth), commented)


def with_comments(project: Project) -> Ended:
    """Add a comment above everything, and ask whether charts are up to date."""
    for place in sorted(project.folder.glob("apps/*/*.yaml")):
        place.write_text(f"# Reviewed.\n{place.read_text(encoding='utf-8')}", encoding="utf-8")
    return project.oamc("build", "--check")


def with_other_words(project: Project) -> None:
    """Change descriptions, and the versions with them."""
    project.edit("apps/shop/components.yaml", ("Sells.", "Sells things."), ("Moves tables.", "Moves all tables."))
    project.edit("apps/shop/components.yaml", ("How many.", "How many at a time."))
    project.edit("apps/shop/application.yaml", ("The shop.", "The shop of all."), ("version: 1.0.0", "version: 1.0.1"))
    project.edit("apps/desk/components.yaml", ("How long.", "How many days."))
    project.edit("apps/desk/application.yaml", ("A help desk.", "The help desk."), ("version: 1.0.0", "version: 1.0.1"))


def with_other_work(project: Project) -> None:
    """Take new images, let the host follow a variable, and give the desk a volume, which one of the two will not keep."""
    project.edit("apps/shop/components.yaml", ("storefront:1.0", "storefront:1.1"), ("migrate:1.0", "migrate:1.1"))
    project.edit(
        "apps/shop/application.yaml",
        ("version: 1.0.1", "version: 1.1.0"),
        ("spec:\n", "spec:\n  variables: [{name: domain, value: example.com}]\n"),
        ("hostname: shop.example.com,", 'hostname: "shop.[fromVariable(domain)]",'),
        (
            "      instanceName: storefront\n",
            """      instanceName: storefront
      parameterValues: [{name: sender, value: "shop@[fromVariable(domain)]"}]
""",
        ),
    )
    volume = "volumes: [{name: cases, mountPath: /cases, disk: {required: 1Gi}}]"
    mounter = "{name: volume-mounter, properties: {volumeName: cases, storageClass: standard}}"
    desk = "example/desk:1.0\n      resources: {cpu: {required: 100m}, memory: {required: 64Mi}"
    project.edit("apps/desk/components.yaml", (desk, f"{desk}, {volume}"))
    project.edit(
        "apps/desk/application.yaml",
        ("version: 1.0.1", "version: 1.1.0"),
        ("      instanceName: desk\n", f"      instanceName: desk\n      traits: [{mounter}]\n"),
    )
    del project.values["shop"]["storefront"]["traits"]["ingress"]
    project.values["shop"]["variables"] = {"domain": "acme.example"}
    project.values["berlin"]["desk"] = {"traits": {"volume-mounter": {"cases": {"storageClass": "fast"}}}}
    project.values["lisbon"]["desk"]["traits"] = {"volume-mounter": {"cases": {"keep": False}}}


def with_other_names(project: Project) -> None:
    """Let the cluster choose the replicas of the shop; rename a component and an instance of the desk; remove its volume."""
    project.edit(
        "apps/shop/application.yaml",
        ("version: 1.1.0", "version: 2.0.0"),
        (
            "{name: manual-scaler, properties: {replicaCount: 2}}",
            "{name: auto-scaler, properties: {minimum: 2, maximum: 6, cpu: 70}}",
        ),
    )
    project.edit(
        "apps/desk/components.yaml",
        ("  name: desk\nspec:", "  name: help-desk\nspec:"),
        (", volumes: [{name: cases, mountPath: /cases, disk: {required: 1Gi}}]", ""),
    )
    project.edit(
        "apps/desk/application.yaml",
        ("version: 1.1.0", "version: 2.0.0"),
        ("componentName: desk", "componentName: help-desk"),
        ("instanceName: archive", "instanceName: records"),
        (
            "      traits: [{name: volume-mounter, properties: {volumeName: cases, storageClass: standard}}]\n",
            "",
        ),
    )
    project.values["shop"]["storefront"]["traits"] = {"auto-scaler": {"maximum": 9}}
    project.values["berlin"] = {"namePrefix": "berlin-", "records": {"parameters": {"days": 30}}}
    del project.values["lisbon"]["desk"]["traits"]
