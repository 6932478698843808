"""The keys of the tables of a project: `[env.NAME]`, `[env.NAME.application.APP]`, `[application.APP]` and `[gitops]`.

They are rows like the options of the command line, so that one check, one page and one completion serve both. None of them is
an option by itself: `weakens` says of a row what it says of an option.
"""

from __future__ import annotations

from oamc.cli import options
from oamc.cli.option import FINDINGS, NEVER, Option, switch
from oamc.records import replace


def _text(name: str, metavar: str, text: str, *, choices: tuple[str, ...] = (), repeated: bool = False) -> Option:
    """Return a key with a text, or with a list of them."""
    return Option(weakens=NEVER, name=name, metavar=metavar, help=text, choices=choices, repeated=repeated)


PATCHES = replace(
    options.VALUES,
    name="patches",
    help="files with patches, which give traits to instances and take them away",
)
OF_OPERATORS = (
    options.VALUES,
    replace(options.SET, help="values, each as KEY=VALUE, typed by Helm's rules"),
    replace(options.SET_STRING, help="values that are texts, each as KEY=TEXT"),
    replace(options.SET_JSON, help="values as JSON, each as KEY=JSON"),
    PATCHES,
)
"""What an environment sets of applications. In one that extends another these come behind those of that."""
APPENDED = tuple(option.name for option in OF_OPERATORS)
OF_ONE_APPLICATION = (
    options.NAMESPACE,
    options.KUBE_VERSION,
    options.QOS,
    *options.QUALITY_OPTIONS,
    options.INGRESS_CLASS,
    options.PROFILE,
    options.CHART_VERSION,
    options.APP_VERSION,
)
"""Options that an environment may have for one application alone."""
OPTIONS_OF_ENVIRONMENTS = (*OF_ONE_APPLICATION, options.STRICT)
AUTOMATIC, MANUAL = "auto", "manual"
WITH_BUILD, BY_HAND = "with-build", "by-hand"
APPLICATION, CLUSTER = "application", "cluster"
ENVIRONMENT_KEYS = (
    _text("extends", "NAME", "the environment whose keys this one has, too"),
    switch("abstract", "it is there for others to extend, and is never built itself"),
    *OF_OPERATORS,
    *OPTIONS_OF_ENVIRONMENTS,
    replace(
        _text("exclude", "NAME", "applications that are not in this environment", repeated=True),
        weakens=FINDINGS,
    ),
    _text(
        "promote",
        "HOW",
        "with-build renders it with every `oamc gitops`, by-hand only where --env names it",
        choices=(WITH_BUILD, BY_HAND),
    ),
    _text("sync", "HOW", "whether the tool applies by itself what the tree says", choices=(AUTOMATIC, MANUAL)),
    switch("create-namespace", "whether the tool makes the namespace where it is missing (default: true)"),
)
CLUSTER_KEYS = (
    _text("server", "URL", "the address of the cluster, as Argo CD knows it"),
    _text("name", "NAME", "the name of the cluster, as Argo CD knows it, or any name that tells it from others"),
)
APPLICATION_KEYS = (_text("after", "NAME", "applications that come before this one", repeated=True),)
GITOPS_KEYS = (
    _text("for", "TOOL", "whose objects are written", choices=("argocd", "flux"), repeated=True),
    replace(options.OUTPUT, weakens=NEVER, help="the directory of the tree"),
    _text("repo-url", "URL", "the repository that the tree is committed to, as the cluster reaches it"),
    _text("revision", "NAME", "the branch, tag or commit of it that is followed"),
    _text("root", "PATH", "what stands before the paths of the tree in that repository"),
    _text("render", "KIND", "manifests, or a chart for each application", choices=("manifests", "chart")),
    _text("style", "KIND", "an object for each application, or a set", choices=("applications", "applicationset")),
    _text("split", "KIND", "for Flux: a folder for each component, or none", choices=("none", "component")),
    _text("source", "KIND", "for Flux: where the tree comes from", choices=("git", "oci")),
    _text("branch", "NAME", "a branch for each environment, such as env/{environment}"),
    _text("name", "NAME", "how objects are called, such as {application}-{environment}"),
    _text("project", "NAME", "the project of Argo CD that the applications belong to"),
    switch("project-file", "also write that project"),
    _text("control-namespace", "NAME", "the namespace of Argo CD or Flux itself"),
    _text("secret-ref", "NAME", "for Flux: the Secret with which it reads the repository"),
    switch("server-side-apply", "let Argo CD apply every object on the server"),
    _text(
        "remove-applications",
        "HOW",
        "what becomes of applications that leave the tree",
        choices=("by-hand", "automatic"),
    ),
    _text("interval", "TIME", "for Flux: how often it looks, such as 1h"),
    _text("timeout", "TIME", "for Flux: how long it waits, such as 5m"),
)
