"""`values-<environment>.yaml`: the values of one environment, for `helm install -f`. Its comments name no line and no file."""

from __future__ import annotations

from oamc.backends.helm.values_yaml import VALUES_WRITER, comment

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.source.nodes import Plain


def values_of_environment(environment: str, application: str, namespace: str | None, values: Mapping[str, Plain]) -> str:
    """Return the file with what an environment gives an application; `namespace` is that where it is installed, if known."""
    place = f" -n {namespace}" if namespace else ""
    lines = comment(f"Values of the application {application} in the environment {environment}, over those of values.yaml:", "")
    lines += comment(f"helm upgrade --install {application} .{place} -f {file_name(environment)}", "")
    body = VALUES_WRITER.lines(dict(values), "") if values else []
    return "\n".join((*lines, *body)) + "\n"


def file_name(environment: str) -> str:
    """Return what the file of an environment is called."""
    return f"values-{environment}.yaml"
