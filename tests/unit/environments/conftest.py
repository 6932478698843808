"""A project with two applications and three environments, in a directory of its own."""

import pytest

from oamc.cli.entry import run
from tests.support.surroundings import silence

COMPONENT = """apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata: {name: NAME}
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - {name: greeting, type: string, default: hello}
  containers:
    - name: web
      image: example/NAME:1.0
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      env: [{name: GREETING, fromParam: greeting}]
      ports: [{name: http, containerPort: 8080}]
---
"""
GREETER = (
    COMPONENT.replace("NAME", "greeter")
    + """apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: greeter}
spec:
  components:
    - {componentName: greeter, instanceName: welcome}
"""
)
SHOP = (
    COMPONENT.replace("NAME", "storefront")
    + """apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata: {name: shop}
spec:
  components:
    - componentName: storefront
      instanceName: storefront
      traits:
        - {name: auto-scaler, properties: {minimum: 1, maximum: 4, cpu: 50}}
        - {name: ingress, properties: {hostname: dev.example.com, path: /, servicePort: 8080}}
"""
)
PROJECT = """inputs = ["apps/greeter.yaml", "apps/shop.yaml"]
[env.base]
abstract = true
values = ["environments/base.yaml"]
[env.development]
extends = "base"
namespace = "team-dev"
set = ["storefront.traits.auto-scaler.enabled=false"]
[env.staging]
extends = "base"
values = ["environments/staging.yaml"]
namespace = "team-staging"
[env.production]
extends = "staging"
values = ["environments/production.yaml"]
patches = ["environments/patch.yaml"]
[env.production.application.shop]
namespace = "shop"
set-string = ["storefront.parameters.greeting=welcome"]
"""
PATCH = """apiVersion: oamc.dev/v1
kind: EnvironmentPatch
application: shop
instances:
  - name: storefront
    addTraits:
      - {name: security-policy, properties: {readOnlyRootFilesystem: true}}
"""
FILES = {
    "oamc.toml": PROJECT,
    "apps/greeter.yaml": GREETER,
    "apps/shop.yaml": SHOP,
    "environments/base.yaml": "welcome: {parameters: {greeting: hi}}\n",
    "environments/staging.yaml": "welcome: {parameters: {greeting: good day}}\n",
    "environments/production.yaml": "storefront:\n  traits:\n    auto-scaler: {minimum: 4, maximum: 40}\n",
    "environments/patch.yaml": PATCH,
}


class Project:
    """The project on the disk, and one command line after the other."""

    def __init__(self, root, capsys):
        self.root = root
        self.capsys = capsys
        self.status = 0
        self.out = ""
        self.err = ""

    def write(self, **files):
        """Write files whose names have two underscores for a slash and one for a dot, or the project file."""
        for name, text in files.items():
            path = self.root / name.replace("__", "/").replace("_", ".")
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text)

    def edit(self, path, old, new):
        """Replace a text of a file, which has it."""
        text = (self.root / path).read_text()
        assert old in text
        (self.root / path).write_text(text.replace(old, new))

    def __call__(self, *arguments):
        self.capsys.readouterr()
        self.status = run(list(arguments))
        captured = self.capsys.readouterr()
        self.out, self.err = captured.out, captured.err
        return self.out

    def refuses(self, code, *arguments, at="", says=""):
        """Tell that a command ends with this code, at a place, with these words, and has written nothing."""
        before = sorted(self.root.rglob("*"))
        self(*arguments)
        assert self.status == 1, self.err
        assert f"error[{code}]" in self.err, self.err
        assert not at or f"--> {at}" in self.err, self.err
        assert says in self.err, self.err
        assert sorted(self.root.rglob("*")) == before
        return True


@pytest.fixture
def project(tmp_path, monkeypatch, capsys):
    silence(monkeypatch)
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    monkeypatch.chdir(tmp_path)
    return Project(tmp_path, capsys)
