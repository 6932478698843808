"""What of the table `[gitops]` cannot be: values that no tool takes, and those that would have no effect."""

from __future__ import annotations

from oamc.choices import (
    APPLICATIONS,
    ARGOCD,
    COMPONENT,
    FLUX,
    GITOPS_RENDERS,
    GITOPS_SOURCES,
    GITOPS_SPLITS,
    GITOPS_STYLES,
    GITOPS_TOOLS,
    NONE,
    REMOVALS,
)
from oamc.diagnostics.codes.gitops import SETTING_REFUSED, SETTINGS_CLASH, TREE_NEEDS
from oamc.diagnostics.reports import listing
from oamc.gitops.durations import canonical
from oamc.gitops.plan import APPLICATION, ENVIRONMENT, Settings
from oamc.kubernetes.names import dns_label_problem, dns_subdomain_problem
from oamc.startup.patterns import Pattern

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from oamc.diagnostics.reports import Reports

CHOICES = {
    "render": GITOPS_RENDERS,
    "style": GITOPS_STYLES,
    "split": GITOPS_SPLITS,
    "source": GITOPS_SOURCES,
    "remove-applications": REMOVALS,
}
OF_ARGO_CD = {
    "style": APPLICATIONS,
    "project": "default",
    "project-file": False,
    "server-side-apply": False,
}
"""Keys that say nothing to Flux, with their defaults."""
OF_FLUX = {"secret-ref": "", "interval": "1h0m0s", "timeout": "5m0s", "split": NONE}
"""Keys that say nothing to Argo CD, with their defaults."""
_GIT = Pattern(r"(?:https?|ssh)://[A-Za-z0-9._~:/%@+-]+")
_SCP = Pattern(r"[A-Za-z0-9._-]+@[A-Za-z0-9._-]+:[A-Za-z0-9._~/-]+")
_OCI = Pattern(r"oci://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[a-z0-9._-]+)*")
_PASSWORD = Pattern(r"[a-z]+://[^/@:]*:[^/@]*@.*|https?://[^/@:]*@.*")
_REVISION = Pattern(r"[A-Za-z0-9_][A-Za-z0-9._/+@-]*")
_STEP = Pattern(r"[A-Za-z0-9._@+=,-]+(?: [A-Za-z0-9._@+=,-]+)*")
_NAME = Pattern(r"[a-z0-9.-]*")


def check_settings(settings: Settings, reports: Reports) -> None:
    """Report every key of `[gitops]` that cannot be used as it is."""
    for key, reason in _refused(settings):
        reports.add(SETTING_REFUSED, at=settings.place(key), key=key, reason=reason)
    if not settings.repo_url:
        what = "the address of the repository that it is in, or of its registry"
        reports.add(TREE_NEEDS, at=None, what=what, hint='set "repo-url" in the table [gitops], or --repo-url')
    for key, where in _without_effect(settings):
        reports.add(SETTINGS_CLASH, at=settings.place(key), key=key, where=where, hint="leave it out")


def _refused(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield keys with the reasons why their values are not possible."""
    for key, choices in CHOICES.items():
        if _given(settings, key) not in choices:
            yield key, f"must be {listing(choices, 'or')}"
    if not settings.tools or set(settings.tools) - set(GITOPS_TOOLS):
        yield "for", f"must be {listing(GITOPS_TOOLS, 'or')}, or both"
    for key in ("output", "root"):
        if reason := _path_problem(str(_given(settings, key))):
            yield key, reason
    for key in ("interval", "timeout"):
        if not canonical(str(_given(settings, key))):
            yield key, "must be a duration such as 10m or 1h30m"
    if settings.repo_url and (reason := _address_problem(settings)):
        yield "repo-url", reason
    if settings.revision and not _REVISION.fullmatch(settings.revision):
        yield "revision", "must be the name of a branch or a tag"
    yield from _refused_names(settings)


def _refused_names(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield keys that are names, or that names are made of, with the reasons why they are not possible."""
    bare = settings.branch.replace(ENVIRONMENT, "x")
    if settings.branch and (ENVIRONMENT not in settings.branch or not _REVISION.fullmatch(bare)):
        yield "branch", f"must be the name of a branch that has {ENVIRONMENT} in it"
    bare = settings.name.replace(APPLICATION, "x").replace(ENVIRONMENT, "x")
    if settings.name and (APPLICATION not in settings.name or not _NAME.fullmatch(bare)):
        yield "name", f"must have {APPLICATION} in it, and may have {ENVIRONMENT}, small letters, digits, dots and hyphens"
    rules = (
        ("control-namespace", settings.control_namespace, dns_label_problem),
        ("secret-ref", settings.secret_ref, dns_subdomain_problem),
    )
    for key, name, problem in (*rules, ("project", settings.project or "-", dns_subdomain_problem)):
        if name and (reason := problem(name)):
            yield key, reason
    if settings.project_file and settings.project == "default":
        yield "project-file", 'needs another "project": Argo CD has the project "default" itself, for everybody'


def _without_effect(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield keys that say nothing, with where that is so."""
    if settings.tools == (FLUX,):
        yield from ((key, "for Flux") for key, default in OF_ARGO_CD.items() if _given(settings, key) != default)
    if settings.tools == (ARGOCD,):
        yield from ((key, "for Argo CD") for key, default in OF_FLUX.items() if _given(settings, key) != default)
    elif settings.split == COMPONENT and settings.for_argo_cd:
        yield "split", "for Argo CD, and both tools read the same folders"
    if settings.split == COMPONENT and settings.has_charts:
        yield "split", "on charts"
    if settings.branch and settings.is_oci:
        yield "branch", "on artifacts"


def _given(settings: Settings, key: str) -> object:
    """Return the value of a key by its name in the file."""
    return getattr(settings, key.replace("-", "_"))


def _path_problem(path: str) -> str:
    """Say why a path in the repository is not possible."""
    if path.startswith("/") or "\\" in path:
        return "must be a path below the folder of the project file, with / between its parts"
    if ".." in path.split("/"):
        return 'must not have ".." in it'
    steps = [step for step in path.split("/") if step not in ("", ".")]
    return "" if all(map(_STEP.fullmatch, steps)) else "must consist of letters, digits and usual signs"


def _address_problem(settings: Settings) -> str:
    """Say why the address of the repository is not possible. It is never shown: it may hold a password."""
    url = settings.repo_url
    if _PASSWORD.fullmatch(url):
        return "must not have a name or a password in it: the tools read these from a Secret"
    if settings.is_oci:
        return "" if _OCI.fullmatch(url.removesuffix("/")) else "must be oci://, a registry and a path in it, without a tag"
    if _GIT.fullmatch(url) or (_SCP.fullmatch(url) and not settings.for_flux):
        return ""
    return "must begin with https://, http:// or ssh://, and have no blanks and no query"
