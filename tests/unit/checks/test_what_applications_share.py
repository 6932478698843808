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
    """Return code and message of each finding, with its hint and the messages of its related places."""
    found = compiled(*documents, **options).reports.in_order()
    return [(item.code.id, item.message, item.hint, tuple(other.message for other in item.related)) for item in found]


@pytest.mark.parametrize(
    ("first", "second", "chosen", "shared"),
    [
        (None, None, None, True),
        ("one", "one", None, True),
        ("one", "two", None, False),
        ("one", None, None, False),
        ("x", None, None, False),
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
        assert ([code for code, *_ in found] == ["OAM325"]) is shared
        assert bool(found) is shared

    def test_objects_of_one_kind_and_name_share_a_namespace(self, first, second, chosen, shared):
        found = findings(
            WEB,
            API,
            application("shop", ("web", "a"), namespace=first),
            application("mall", ("api", "a-b"), namespace=second),
            namespace=chosen,
        )
        assert ([code for code, *_ in found] == ["OAM602"]) is shared
        assert bool(found) is shared


def test_a_shared_instance_names_both_applications_and_every_later_one_meets_the_first():
    found = findings(WEB, *(application(name, ("web", "front")) for name in ("shop", "mall", "fair")))
    assert [code for code, *_ in found] == ["OAM325", "OAM325"]
    for (_, message, hint, related), other in zip(found, ("mall", "fair"), strict=True):
        assert '"front"' in message
        assert message.index('"shop"') < message.index(f'"{other}"')
        assert hint == "rename the instance, give one application another metadata.namespace, or build them separately"
        assert related == ("the other one is here",)


def test_two_instances_of_one_application_that_make_one_object_are_told_once():
    assert [code for code, *_ in findings(WEB, API, application("shop", ("web", "a"), ("api", "a-b")))] == ["OAM602"]


def test_a_shared_object_is_told_with_the_application_that_has_the_first_one():
    found = findings(WEB, API, application("shop", ("web", "a")), application("mall", ("api", "a-b")))
    ((code, message, hint, related),) = found
    assert code == "OAM602"
    assert "ConfigMap" in message
    assert "a-b-c" in message
    assert hint == (
        "rename an instance, scope, container or volume, give one application another metadata.namespace, "
        "or build them separately"
    )
    assert related == ('application "shop" has the first one here',)


def test_objects_of_other_names_and_instances_of_other_names_are_nobodys_business():
    assert findings(WEB, API, application("shop", ("web", "front"), ("web", "back")), application("mall", ("api", "top"))) == []


def test_names_of_applications_that_differ_only_in_case_share_a_folder():
    found = findings(WEB, application("shop", ("web", "front")), application("Shop", ("web", "back"), namespace="other"))
    ((code, message, hint, related),) = found
    assert code == "OAM708"
    assert message.index('"shop"') < message.index('"Shop"')
    assert hint == "the names differ only in case: rename one"
    assert related == ("the other one is here",)
