"""The directory of a newcomer, with what the newcomer writes there, runs there and sees there.

`Newcomer` runs `oamc` and Helm in a directory of its own. No command of it may print the password, and none may leave the
password in a file that the newcomer did not write.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from oamc.kubernetes.schemas import DEFAULT_VERSION
from tests.helm_programs.build import PROGRAMS, program_path
from tests.support import processes, yaml_files
from tests.support.api_server import all_objections
from tests.support.helm import shared_engine
from tests.support.kubernetes_objects import assert_valid
from tests.support.processes import Ended, bare

PASSWORD = "correct-horse-battery"
FINDING = re.compile(r"^(error|warning|notice)\[(OAM\d+)\]: .*\n +--> ([^:\n]+):(\d+):\d+$", re.MULTILINE)
HINT = re.compile(r"^ +[=] hint: (.*)$", re.MULTILINE)

SHOP = """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: shop
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: log-level, type: string, default: info, enum: [debug, info, warning]}
    - {name: currency, type: string, required: true, pattern: "^[A-Z]{3}$"}
    - {name: page-size, type: integer, default: 20, minimum: 1}
    - {name: address, type: string, required: true}
    - {name: database-password, type: string, required: true, secret: true}
    - {name: theme, type: string, required: true}
  containers:
    - name: shop
      image: example/shop:1.0
      env:
        - {name: LOG_LEVEL, fromParam: log-level}
        - {name: CURRENCY, fromParam: currency}
        - {name: PAGE_SIZE, fromParam: page-size}
        - {name: ADDRESS, fromParam: address}
        - {name: DATABASE_PASSWORD, fromParam: database-password}
      config:
        - {path: /etc/shop/theme.css, fromParam: theme}
      ports:
        - {name: http, containerPort: 8080}
      resources:
        cpu: {required: 100m}
        memory: {required: 128Mi}
"""
DATABASE = """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: database
spec:
  workloadType: core.oam.dev/v1alpha1.SingletonServer
  parameters:
    - {name: password, type: string, required: true, secret: true}
  containers:
    - name: database
      image: example/database:17
      env:
        - {name: POSTGRES_PASSWORD, fromParam: password}
      ports:
        - {name: database, containerPort: 5432}
      resources:
        cpu: {required: 250m}
        memory: {required: 256Mi}
        volumes:
          - {name: data, mountPath: /var/lib/database, disk: {required: 1Gi}}
"""
APPLICATION = """apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop
spec:
  variables:
    - {name: domain, value: shop.example.com}
  components:
    - componentName: database
      instanceName: database
      parameterValues:
        - {name: password, valueFrom: {secretKeyRef: {name: shop-database, key: password}}}
      traits:
        - {name: volume-mounter, properties: {volumeName: data, storageClass: standard}}
    - componentName: shop
      instanceName: shop
      parameterValues:
        - {name: currency, value: EUR}
        - {name: address, value: "https://[fromVariable(domain)]/"}
        - {name: database-password, valueFrom: {secretKeyRef: {name: shop-database, key: password}}}
        - {name: theme, valueFrom: {configMapKeyRef: {name: shop-theme, key: theme.css}}}
      traits:
        - name: ingress
          properties:
            hostname: "[fromVariable(domain)]"
            servicePort: 8080
            path: /shop
            tlsHosts: ["[fromVariable(domain)]"]
            tlsSecretName: shop-tls
"""

Objects = dict[tuple[str, str], dict[str, Any]]


class Rendering(NamedTuple):
    """What one Helm made of a chart: objects, or why it refuses."""

    helm: str
    objects: Objects
    refusal: str


class Newcomer:
    """Somebody in an empty directory. `output` is where charts go."""

    output = Path("deploy")

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own: set[str] = set()

    def writes(self, **texts: str) -> None:
        """Write documents of the project: `shop`, `database` and `app`."""
        for name, text in texts.items():
            path = "app.yaml" if name == "app" else f"components/{name}.yaml"
            self.own.add(path)
            (self.folder / path).write_text(text)

    def replaces(self, name: str, old: str, new: str) -> None:
        """Change what stands once in a document."""
        path = self.folder / name
        text = path.read_text()
        assert text.count(old) == 1, f"{old} is {text.count(old)} times in {name}"
        self.own.add(name)
        path.write_text(text.replace(old, new))

    def runs(self, *arguments: str, status: int = 0) -> Ended:
        """Run `oamc`, which ends with a status."""
        ended = processes.oamc(*arguments, folder=self.folder)
        printed = ended.out + ended.err
        assert ended.status == status, f"oamc {' '.join(arguments)} ended with {ended.status}:\n{printed}"
        assert "Traceback" not in printed
        self.sees_no_password(printed)
        return ended

    def sees_no_password(self, printed: str) -> None:
        """Make sure that the password is neither in what was printed nor in a file that somebody else wrote."""
        assert PASSWORD not in printed
        for path in self.files():
            assert path in self.own or PASSWORD not in (self.folder / path).read_text(errors="replace"), (
                f"the password is in {path}"
            )

    def files(self) -> list[str]:
        """Return the files of the directory."""
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file())

    def told(self, ended: Ended) -> set[tuple[str, str]]:
        """Return the code of each error and warning with the line of a document at which it stands."""
        found = FINDING.findall(ended.err)
        return {
            (code, (self.folder / path).read_text().splitlines()[int(line) - 1].strip())
            for severity, code, path, line in found
            if severity != "notice"
        }

    def line_with(self, word: str) -> str:
        """Return the one line of the documents that has a word."""
        lines = [line for path in self.own for line in (self.folder / path).read_text().splitlines() if word in line]
        (line,) = lines
        return line.strip()

    def builds(self, *more: str) -> None:
        """Build the chart."""
        self.runs("build", ".", "-o", str(self.output), *more)

    def manifests(self, *more: str) -> Objects:
        """Build the manifests. Each of the objects is one that an API server takes."""
        found = read_objects(self.runs("build", ".", "--format", "manifests", "-q", *more).out)
        assert_valid(found.values())
        assert list(all_objections(list(found.values()))) == []
        return found

    def renders(self, values: Mapping[str, str | int] | None = None, file: str = "") -> list[Rendering]:
        """Render the chart with each Helm that is here, with values by path or of a file."""
        given = values or {}
        chart = self.folder / self.output / "shop"
        flags = [*(["--values", file] if file else []), *set_flags(given)]
        found = []
        for version in PROGRAMS:
            program = program_path(version)
            if program.exists():
                command = [program, "template", "shop", chart, "--kube-version", DEFAULT_VERSION, *flags]
                ended = processes.run(command, self.folder, environment=bare(self.folder))
                self.sees_no_password(ended.out + ended.err)
                found.append(Rendering(version, read_objects(ended.out), ended.err if ended.status else ""))
        return found or [self._rendered_by_the_engine(chart, tree_of(given, self.folder / file if file else None))]

    def lints(self) -> None:
        """Let each Helm that is here look at the chart: it has nothing to say but that there is no icon."""
        chart = self.folder / self.output / "shop"
        for program in filter(Path.exists, map(program_path, PROGRAMS)):
            ended = processes.run([program, "lint", "--strict", chart], self.folder, environment=bare(self.folder))
            assert ended.status == 0, ended.out
            assert "[ERROR]" not in ended.out
            assert "[WARNING]" not in ended.out

    def _rendered_by_the_engine(self, chart: Path, values: dict[str, Any]) -> Rendering:
        """Render the chart with the Helm engine of the test environment."""
        files = {path.relative_to(chart).as_posix(): path.read_text() for path in chart.rglob("*") if path.is_file()}
        rendered = shared_engine().render(files, values)
        self.sees_no_password(rendered.refusal + str(rendered.documents))
        return Rendering("engine", by_name(rendered.documents), rendered.refusal)

    def compares(self, values: Mapping[str, str | int] | None = None, file: str = "") -> Objects:
        """Return the objects of the manifests; what each Helm makes of the chart with the same values are these objects."""
        given = values or {}
        expected = self.manifests(*(["--values", file] if file else []), *set_flags(given))
        for rendered in self.renders(given, file):
            assert not rendered.refusal, f"{rendered.helm}: {rendered.refusal}"
            assert sorted(rendered.objects) == sorted(expected), rendered.helm
            for name, item in expected.items():
                assert rendered.objects[name] == item, f"{rendered.helm} {name}"
        return expected

    def is_refused(self, path: str, value: str | int) -> Ended:
        """Give a value that neither `oamc` nor any Helm takes, and return what `oamc` says."""
        ended = self.runs("build", ".", "--format", "manifests", *set_flags({path: value}), status=1)
        for rendered in self.renders({path: value}):
            assert f"/{path.replace('.', '/')}" in rendered.refusal, f"{rendered.helm}: {rendered.refusal}"
        assert f'"{path}"' in ended.err
        return ended


def set_flags(values: Mapping[str, str | int]) -> list[str]:
    """Return the flags that give values by path: texts as they are, other values by their type."""
    return [
        word
        for path, value in values.items()
        for word in ("--set-string" if isinstance(value, str) else "--set", f"{path}={value}")
    ]


def tree_of(values: Mapping[str, str | int], file: Path | None = None) -> dict[str, Any]:
    """Return values by path, and those of a file, as one tree."""
    tree: dict[str, Any] = yaml_files.load(file.read_text()) if file else {}
    for path, value in values.items():
        *above, last = path.split(".")
        place = tree
        for name in above:
            place = place.setdefault(name, {})
        place[last] = value
    return tree


def read_objects(text: str) -> Objects:
    """Return the objects of a stream of YAML by kind and name."""
    return by_name(document for document in yaml_files.load_all(text) if document)


def by_name(documents: Any) -> Objects:
    """Return objects by kind and name."""
    found: Objects = {}
    for item in documents:
        name = (item["kind"], item["metadata"]["name"])
        assert name not in found, f"{name} is there twice"
        found[name] = item
    return found


def variables_of(objects: Objects, workload: tuple[str, str]) -> dict[str, Any]:
    """Return what each environment variable of the first container is."""
    (container, *_) = objects[workload]["spec"]["template"]["spec"]["containers"]
    return {item["name"]: item.get("value", item.get("valueFrom")) for item in container["env"]}


def hint_of(ended: Ended) -> str:
    """Return the one hint of what was printed."""
    (hint,) = HINT.findall(ended.err)
    return hint
