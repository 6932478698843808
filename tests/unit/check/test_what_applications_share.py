"""Applications of one run that bring the same instance, object or folder: in one namespace, and in no other case."""

import pytest

from tests.support.documents import CORE, compiled, component, container

CONFIG = [{"path": "/etc/web", "value": "on"}]
WEB = component("Server", container("b-c", config=CONFIG))
API = component("Server", container("c", config=CONFIG), name="api")


def application(name, *uses, namespace=None):
    """Return an application of instances, each as component and name."""
    place = {} if namespace is None else {"namespace": namespace}
    components = [{"componentName": component, "instanceName": instance} for component, instance in uses]
    metadata = {"name": name, **place}
    return {"apiVersion": CORE, "kind": "ApplicationConfiguration", "metadata": metadata, "spec": {"components": components}}


def findings(*documents, **options):
    """Return code and message of each finding, with the messages of its related places."""
    found = compiled(*documents, **options).reports.in_order()
    return [(item.code.id, item.message, tuple(other.message for other in item.related)) for item in found]


@pytest.mark.parametrize(
    ("first", "second", "chosen", "shared"),
    [
        (None, None, None, True),
        ("one", "one", None, True),
        ("one", "two", None, False),
        ("one", None, None, False),
        (None, "two", None, False),
        ("one", "two", "all", True),
        (None, "two", "all", True),
        ("one", "two", "", True),
    ],
)
class TestNamespaces:
    def test_instances_of_one_name_share_a_namespace(self, first, second, chosen, shared):
        found = findings(
            WEB,
            application("shop", ("web", "front"), namespace=first),
            application("mall", ("web", "front"), namespace=second),
            namespace=chosen,
        )
        assert ([code for code, _, _ in found] == ["OAM325"]) is shared
        assert bool(found) is shared

    def test_objects_of_one_kind_and_name_share_a_namespace(self, first, second, chosen, shared):
        found = findings(
            WEB,
            API,
            application("shop", ("web", "a"), namespace=first),
            application("mall", ("api", "a-b"), namespace=second),
            namespace=chosen,
        )
        assert ([code for code, _, _ in found] == ["OAM602"]) is shared
        assert bool(found) is shared


def test_a_shared_instance_names_both_applications_and_every_later_one_meets_the_first():
    found = findings(WEB, *(application(name, ("web", "front")) for name in ("shop", "mall", "fair")))
    assert [code for code, _, _ in found] == ["OAM325", "OAM325"]
    for (_, message, related), other in zip(found, ("mall", "fair"), strict=True):
        assert '"front"' in message
        assert message.index('"shop"') < message.index(f'"{other}"')
        assert related == ("the other one is here",)


def test_a_shared_object_is_told_with_the_application_that_has_the_first_one():
    found = findings(WEB, API, application("shop", ("web", "a")), application("mall", ("api", "a-b")))
    ((code, message, related),) = found
    assert code == "OAM602"
    assert "ConfigMap" in message
    assert "a-b-c" in message
    assert related == ('application "shop" has the first one here',)


def test_objects_of_other_names_and_instances_of_other_names_are_nobodys_business():
    assert findings(WEB, API, application("shop", ("web", "front"), ("web", "back")), application("mall", ("api", "top"))) == []


def test_names_of_applications_that_differ_only_in_case_share_a_folder():
    found = findings(WEB, application("shop", ("web", "front")), application("Shop", ("web", "back"), namespace="other"))
    ((code, message, related),) = found
    assert code == "OAM708"
    assert message.index('"shop"') < message.index('"Shop"')
    assert related == ("the other one is here",)
