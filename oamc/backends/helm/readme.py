"""`README.md` of a chart, where it is asked for: what the chart is, and a table of its values, as helm-docs makes one.

Every text of a document is escaped: nothing in a description is a link, a picture, a tag of HTML or one more cell of the table.
"""

from __future__ import annotations

from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from oamc import resources
from oamc.expressions.numbers import spell_json
from oamc.expressions.type_words import type_in_words
from oamc.startup.patterns import UNSEEN, Pattern
from oamc.values.parameters import Unset
from oamc.values.shape import spell_path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from oamc.backends.helm.identity import ChartIdentity
    from oamc.objects.tree import Tree
    from oamc.values.parameters import Parameter

LONGEST_TEXT = 600
LONGEST_DEFAULT = 80
CUT = "…"
_SPECIAL = Pattern(r"[\\`*_{}\[\]<>#+|!~$&]|:(?=//)|(?<=www)\.|\A[-=]|\A[0-9]{1,9}[.)](?= |\Z)")
"""Signs of Markdown, what it takes for an address, and what begins a list or a line where a text stands alone."""
_NOT_SHOWN = Pattern(f"[\x00-\x1f{UNSEEN}]")


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
                "key": code(spell_path(parameter.path)),
                "type": markdown(type_in_words(parameter.type)),
                "default": _default(parameter),
                "description": markdown(parameter.description),
            }
            for parameter in parameters
        ],
    )
    return text


def _default(parameter: Parameter) -> str:
    """Return the value that the chart has, as JSON; a long one is cut."""
    if isinstance(parameter.value, Unset) or parameter.value is None:
        return "not set"
    written = spell_json(parameter.value)
    return code(written if len(written) <= LONGEST_DEFAULT else f"{written[:LONGEST_DEFAULT]}{CUT}")


def markdown(text: str) -> str:
    """Return a text on one line in which nothing is a sign of Markdown or HTML; a long one is cut."""
    plain = " ".join(_NOT_SHOWN.sub(" ", text).split())
    if len(plain) > LONGEST_TEXT:
        plain = f"{plain[:LONGEST_TEXT]}{CUT}"
    return _SPECIAL.sub(lambda match: f"{match[0][:-1]}&#{ord(match[0][-1])};", plain)


def code(text: str) -> str:
    """Return a text as code, also in a cell of a table; nothing of an empty one."""
    return f"<code>{markdown(text)}</code>" if text else ""
