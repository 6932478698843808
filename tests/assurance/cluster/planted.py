"""Outputs that are broken on purpose: a real server must object to each, and the harness must see it at the right step."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from tests.assurance.cluster.manifests import Place, applied, applied_by_the_server, created
from tests.assurance.cluster.search import Way, helm_ways
from tests.assurance.cluster.server import Cluster
from tests.assurance.cluster.sets import Change, ObjectSet
from tests.assurance.cluster.tools import tool

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
        tier: front
    spec:
      containers:
        - name: web
          image: example/web:1
          resources:
            requests:
              memory: 64Mi
"""
CONFIG = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  key: text
"""
CHART = "apiVersion: v2\nname: broken\nversion: 1.0.0\n"
HOOK = '  annotations:\n    "helm.sh/hook": post-install\n'
OTHER_SELECTOR = DEPLOYMENT.replace("matchLabels:\n      app: web", "matchLabels:\n      tier: {}")


class Planted(NamedTuple):
    """A broken output: what is wrong with it, the step that must show it, and the set."""

    name: str
    step: str
    item: ObjectSet


class Caught(NamedTuple):
    """What became of a broken output; `words` is what the harness said, empty where it saw nothing."""

    name: str
    step: str
    words: str

    @property
    def held(self) -> bool:
        """Whether the harness saw it."""
        return bool(self.words)


def _plain(text: str, changed: str = "", first_only: str = "") -> ObjectSet:
    """Return a set of one manifest, with an override that makes another of it."""
    change = Change("changed", {}, {"object.yaml": changed}, first_only=first_only)
    return ObjectSet("planted", {"object.yaml": text}, {}, (change,) if changed else ())


def _charted(template: str, text: str, *changes: Change) -> ObjectSet:
    """Return a set whose chart has one template."""
    return ObjectSet("planted", {"object.yaml": text}, {"Chart.yaml": CHART, "templates/object.yaml": template}, changes)


PLAIN: dict[Way, tuple[Planted, ...]] = {
    created: (
        Planted("a field that nobody knows", "create", _plain(DEPLOYMENT + "      restart: Never\n")),
        Planted("a fraction of a byte", "create", _plain(DEPLOYMENT.replace("64Mi", "0.3Mi"))),
    ),
    applied: (
        Planted(
            "a field that the server does not keep",
            "second apply",
            _plain(DEPLOYMENT + "          env: [{name: A, value: ''}]\n"),
        ),
        Planted("another selector", "apply of an override", _plain(DEPLOYMENT, OTHER_SELECTOR.format("front"))),
        Planted(
            "an override for a first installation only that any installation takes",
            "apply of an override",
            _plain(DEPLOYMENT, DEPLOYMENT.replace("web:1", "web:2"), "field is immutable"),
        ),
    ),
    applied_by_the_server: (
        Planted(
            "a quantity that the server writes in another way",
            "server-side apply by another manager",
            _plain(DEPLOYMENT.replace("64Mi", "0.5Gi")),
        ),
    ),
}
CHARTED = (
    Planted(
        "another selector",
        "upgrade to an override",
        _charted(
            OTHER_SELECTOR.format("{{ .Values.tier | default `front` }}"), DEPLOYMENT, Change("changed", {"tier": "back"}, {})
        ),
    ),
    Planted(
        "a chart that differs each time",
        "upgrade with the unchanged chart",
        _charted(CONFIG + "  chance: {{ randAlphaNum 9 }}\n", CONFIG),
    ),
    Planted(
        "an object that stays",
        "uninstall",
        _charted(CONFIG.replace("  name: settings\n", "  name: settings\n" + HOOK), CONFIG),
    ),
    Planted(
        "a value that no schema refuses",
        "upgrade to an override that the chart refuses",
        _charted(CONFIG + "  more: {{ .Values.more | quote }}\n", CONFIG, Change("unknown", {"more": "x"}, {}, refused=True)),
    ),
)


def caught(cluster: Cluster) -> list[Caught]:
    """Send everything that is broken, and return what the harness made of it."""
    kubectl = tool(cluster.programs / "kubectl", cluster)
    planted = [(way, each.step, each) for way, several in PLAIN.items() for each in several]
    planted += [(way, f"{title} {each.step}", each) for title, way in helm_ways(cluster) for each in CHARTED]
    return [
        _caught(way, step, each, Place(kubectl, cluster.api, f"planted-{number}"))
        for number, (way, step, each) in enumerate(planted)
    ]


def _caught(way: Callable[..., object], step: str, planted: Planted, place: Place) -> Caught:
    """Send one broken output."""
    place.api.create_namespace(place.namespace)
    told = list(way(place, planted.item))
    place.api.delete_namespace(place.namespace)
    return Caught(planted.name, step, next((each.problem for each in told if each.step == step and each.problem), ""))
