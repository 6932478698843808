"""The closed choices of the command line, each spelled once; the first of each is the default. Nothing is imported here."""

from __future__ import annotations

HELM = "helm"
MANIFESTS = "manifests"
FORMATS = (HELM, MANIFESTS)

SINGLE = "single"
PER_OBJECT = "per-object"
PER_COMPONENT = "per-component"
LAYOUTS = (SINGLE, PER_OBJECT, PER_COMPONENT)
"""Manifests in one file, in one file an object, or in one file an instance."""

ENFORCE = "enforce"
WARN = "warn"
OFF = "off"
QOS_MODES = (ENFORCE, WARN, OFF)
"""What becomes of amounts that are required: limits equal to the requests, the same with a warning where they are missing, or
requests alone."""

DEPENDENCY = "dependency"
FLUX = "flux"
ARGO_CD = "argo-cd"
CHARTS_AS = (DEPENDENCY, FLUX, ARGO_CD)
"""What becomes of components that install a chart: dependencies of the chart, or objects for a controller that installs it."""

VELA_1_11 = "1.11"
VELA_1_10 = "1.10"
VELA_VERSIONS = (VELA_1_11, VELA_1_10)
"""The lines of KubeVela whose rules are known. They differ in little."""

ALLOW = "allow"
DENY = "deny"
FOREIGN_FILES = (WARN, ALLOW, DENY)
"""What files in an output are that oamc did not write: named by a comparison, not told, or refused."""
DIGEST = "digest"
FIXED = "fixed"
JOB_NAMES = (DIGEST, FIXED)
"""Whether the name of a Job ends in a digest of what it cannot change, or stays as it is in the document."""

ANNOTATE = "annotate"
EMIT = "emit"
SCOPES = (ANNOTATE, EMIT)
"""What becomes of scopes: marks on their members alone, or objects too."""

OPERATOR = "operator"
DEPLOYMENT = "deployment"
FAAS = (OPERATOR, DEPLOYMENT)
"""What becomes of functions: objects for the operator of OpenFaaS, or Deployments that need none."""

GPU_RESOURCE = "nvidia.com/gpu"
"""The resource that stands for a GPU where nobody chooses another one."""

PROFILES = (
    *("alibaba", "alibaba-flannel", "aws", "gcp", "azure"),
    *("microk8s", "microk8s-1.34", "minikube", "kind", "k3s"),
)
"""The kinds of clusters that are known (`profiles.py`)."""

AUTO = "auto"
ERROR = "error"
SKIP = "skip"
FOREIGN_DOCUMENTS = (AUTO, ERROR, SKIP)
"""What documents of other systems are: passed over where they were met in a directory and errors where they are named, errors
everywhere, or passed over everywhere."""

STAGES = ("read", "decode", "normalize", "resolve", "lower", "emit")
"""The stages of the compiler, in the order in which they run."""

ARGOCD = "argocd"
GITOPS_TOOLS = (ARGOCD, FLUX)
"""Which tool applies a tree. Each has a folder of this name in it."""
CHART = "chart"
GITOPS_RENDERS = (MANIFESTS, CHART)
"""What the folder of an application in an environment holds."""
APPLICATIONS = "applications"
APPLICATION_SET = "applicationset"
GITOPS_STYLES = (APPLICATIONS, APPLICATION_SET)
"""Whether Argo CD gets an Application for each folder, or an ApplicationSet for each environment."""
NONE = "none"
COMPONENT = "component"
GITOPS_SPLITS = (NONE, COMPONENT)
"""Whether Flux applies an application as a whole, or each of its instances by itself."""
GIT = "git"
OCI = "oci"
GITOPS_SOURCES = (GIT, OCI)
"""Where the tools get the tree from."""
MANUAL = "manual"
SYNC_MODES = (AUTO, MANUAL)
"""Whether a tool applies what has changed by itself."""
WITH_BUILD = "with-build"
BY_HAND = "by-hand"
PROMOTIONS = (WITH_BUILD, BY_HAND)
"""Whether every run writes an environment, or only one that names it."""
AUTOMATIC = "automatic"
REMOVALS = (BY_HAND, AUTOMATIC)
"""Whether an application that is no longer in the tree waits for a person before its objects are removed."""

MANY_FILES = 32
"""A run over more files than these is one of several parts (`fleets/`, which most runs do not load)."""
