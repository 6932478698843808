"""env-binding: environments, each with a place and changes of components, the older form of topology and override.

Rules: docs/spec/oam-v1beta1.md, 11.5.
"""

from __future__ import annotations

from oamc.frontends.v1beta1.policies.override import Override, decode_components
from oamc.frontends.v1beta1.policies.topology import LOCAL
from oamc.model.application import Target
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.frontends.fields import Fields
    from oamc.frontends.v1beta1.policies.override import ComponentPatch
    from oamc.spans import Located


class Env(Record):
    """One environment."""

    name: Located[str]
    cluster: str
    namespace: Located[str] | None
    override: Override

    @property
    def target(self) -> Target:
        """Return where the environment is."""
        return Target(name=self.name.value, cluster=self.cluster, namespace=self.namespace)


class EnvBinding(Record):
    """The environments of an application."""

    envs: tuple[Env, ...]


def decode_env_binding(fields: Fields) -> EnvBinding:
    """Decode the properties."""
    fields.required("envs")
    return EnvBinding(envs=fields.each("envs", _env))


def _env(fields: Fields) -> Env:
    """Decode one environment."""
    name = fields.text("name")
    cluster, namespace = fields.optional_section("placement", _placement) or ("", None)
    selector = fields.optional_section("selector", lambda found: found.texts("components"))
    patch = fields.optional_section("patch", _patch) or ()
    return Env(name=name, cluster=cluster, namespace=namespace, override=Override(components=patch, selector=selector))


def _placement(fields: Fields) -> tuple[str, Located[str] | None]:
    """Decode where an environment is: a cluster, and a namespace."""
    cluster = fields.optional_section("clusterSelector", _named)
    namespace = fields.optional_section("namespaceSelector", _named)
    return "" if cluster is None or cluster.value == LOCAL else cluster.value, namespace


def _named(fields: Fields) -> Located[str] | None:
    """Decode a selector by name. One by labels needs a controller."""
    fields.needs_controller("labels", "give the name")
    return fields.optional_text("name")


def _patch(fields: Fields) -> tuple[ComponentPatch, ...]:
    """Decode the changes of components."""
    return decode_components(fields)
