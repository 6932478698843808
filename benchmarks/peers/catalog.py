"""The peers: which version, where it comes from, what it does with its input."""

from __future__ import annotations

from typing import NamedTuple

KUBEVELA = "vela"
CDK8S = "cdk8s"
HELM = "helm"


class Peer(NamedTuple):
    """One peer.

    `module` is a module of Go or a package of npm, and `package` what is built of it. `absent` says why there is no lock, and
    so nothing to build.
    """

    name: str
    title: str
    version: str
    module: str
    package: str
    does: str
    absent: str = ""


LOCKED = (
    Peer(
        "helmify",
        "helmify",
        "v0.4.5",
        "github.com/arttor/helmify",
        "github.com/arttor/helmify/cmd/helmify",
        "Makes one chart of manifests: here those that oamc writes. Of names with a common beginning it leaves that out, and"
        " what is left may be no name for a template, so that each name here begins with another letter.",
    ),
    Peer(
        "kustomize",
        "kustomize",
        "v5.8.1",
        "sigs.k8s.io/kustomize/kustomize/v5",
        "sigs.k8s.io/kustomize/kustomize/v5",
        "Puts labels, selectors and the tag of the image into manifests: a kustomization for each application, and one above"
        " all of them.",
    ),
    Peer(
        "kompose",
        "Kompose",
        "v1.37.0",
        "github.com/kubernetes/kompose",
        "github.com/kubernetes/kompose",
        "Turns services of a Compose file into objects; probe, autoscaler and Ingress are labels of Kompose.",
    ),
    Peer(
        "jsonnet",
        "Jsonnet",
        "v0.21.0",
        "github.com/google/go-jsonnet",
        "github.com/google/go-jsonnet/cmd/jsonnet",
        "Evaluates a function of a library for each application. It is the language of Tanka, which evaluates it and adds"
        " work of its own.",
    ),
    Peer(
        "cue",
        "CUE",
        "v0.14.1",
        "cuelang.org/go",
        "cuelang.org/go/cmd/cue",
        "Evaluates a definition with types and bounds for each application. It is the language of Timoni, which evaluates it"
        " and adds work of its own.",
    ),
    Peer(
        CDK8S,
        "cdk8s",
        "2.70.106",
        "cdk8s",
        "",
        "Runs a program in JavaScript that makes the objects, with the plain ApiObject. It reads no input: the applications are"
        " in the program.",
    ),
    Peer(
        KUBEVELA,
        "KubeVela",
        "v1.10.9",
        "github.com/oam-dev/kubevela",
        "github.com/oam-dev/kubevela/references/cmd/cli",
        "`vela dry-run --offline` of an Application, with the definitions that it uses, of the same version, in files. It asks"
        " for packages at a cluster, where the connection is refused at once.",
    ),
)
"""The peers that have a lock. The two versions of Helm, which tests need too, are built by `tests/helm_programs/build.py`."""

REFUSED = "no lock could be made: the module proxy refused {tried}"
ABSENT = (
    Peer("tanka", "Tanka", "", "github.com/grafana/tanka", "", "", REFUSED.format(tried="v0.35.0, v0.36.0 and v0.36.3")),
    Peer(
        "timoni", "Timoni", "", "github.com/stefanprodan/timoni", "", "", REFUSED.format(tried="v0.25.0, v0.25.2 and v0.26.0")
    ),
    Peer(
        "score-k8s",
        "score-k8s",
        "",
        "github.com/score-spec/score-k8s",
        "",
        "",
        REFUSED.format(tried="v0.7.0 and v0.10.0")
        + "; its library `github.com/score-spec/score-go` is to be had, but makes no objects",
    ),
)
"""The peers that were looked for and cannot be measured, each with the reason."""
