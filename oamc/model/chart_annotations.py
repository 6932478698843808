"""Annotations of an application that say what its chart tells of itself, in `Chart.yaml`."""

from __future__ import annotations

HOME = "oam.dev/chart-home"
ICON = "oam.dev/chart-icon"
SOURCES = "oam.dev/chart-sources"
KEYWORDS = "oam.dev/chart-keywords"
MAINTAINERS = "oam.dev/chart-maintainers"
KUBE_VERSION = "oam.dev/chart-kube-version"
KNOWN = (HOME, ICON, SOURCES, KEYWORDS, MAINTAINERS, KUBE_VERSION)
ARTIFACT_HUB = "artifacthub.io/"
"""How the annotations begin that Artifact Hub reads in a chart."""


def is_of_chart(key: str) -> bool:
    """Tell whether an annotation of an application is for its chart."""
    return key in KNOWN or key.startswith(ARTIFACT_HUB)
