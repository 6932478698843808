"""`README.md` of a chart, where it is asked for: what the chart is, and a table of its values, as helm-docs makes one.

Every text of a document is escaped (`value_rows.py`).
"""

from __future__ import annotations

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from oamc import resources
from oamc.backends.helm.value_rows import code, markdown, value_row

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.backends.helm.identity import ChartIdentity
    from oamc.objects.tree import Tree
    from oamc.values.parameters import Parameter


def readme(identity: ChartIdentity, fields: Mapping[str, Tree], parameters: Iterable[Parameter]) -> str:
    """Return the text of the page; `fields` are the further fields of `Chart.yaml`, whose addresses have been checked."""
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False)
    template = environment.from_string(resources.read_text("templates", "chart", "README.md.j2"))
    people = fields.get("maintainers", [])
    assert isinstance(people, list)
    text: str = template.render(
        name=identity.name,
        description=markdown(identity.description),
        version=markdown(identity.version),
        app_version=markdown(identity.app_version),
        kube_version=code(str(fields.get("kubeVersion", ""))),
        home=fields.get("home", ""),
        sources=fields.get("sources", []),
        maintainers=[
            {
                "name": markdown(str(one["name"])),
                "email": markdown(str(one.get("email", ""))),
                "url": f"<{str(one['url']).replace('|', '%7C')}>" if "url" in one else "",
            }
            for one in people
            if isinstance(one, dict)
        ],
        values=[
            {
                "key": code(row.path),
                "type": markdown(row.words),
                "default": code(row.default) or "not set",
                "description": markdown(row.description),
            }
            for row in (value_row(parameter, parameter.value) for parameter in parameters)
        ],
    )
    return text
