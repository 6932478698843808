"""Charts with an Ingress and a Service that a component gives as they are: notes and tests take what they find."""

import pytest

from tests.contracts.building import Built

VERSION = "core.oam.dev/v1alpha1"
BACKEND = {"service": {"name": "x", "port": {"number": 80}}}


def extended(name, kind, spec):
    settings = [{"name": "spec", "type": "object", "value": spec}]
    held = {"workloadType": kind, "workloadSettings": settings}
    return {"apiVersion": VERSION, "kind": "ComponentSchematic", "metadata": {"name": name}, "spec": held}


@pytest.mark.parametrize(
    ("spec", "shown"),
    [
        ({"defaultBackend": BACKEND}, ()),
        ({"rules": [{"host": "a.example.com"}], "defaultBackend": BACKEND}, ()),
        (
            {
                "tls": [{"hosts": ["a.example.com"], "secretName": "t"}],
                "rules": [
                    {"host": "a.example.com", "http": {"paths": [{"path": "/x", "pathType": "Prefix", "backend": BACKEND}]}},
                    {"http": {"paths": [{"path": "/y", "pathType": "Exact", "backend": BACKEND}]}},
                ],
            },
            ("https://a.example.com/x", "https://ANY-HOST/y"),
        ),
    ],
)
def test_the_notes_show_the_addresses_of_an_ingress_of_any_shape(spec, shown):
    service = extended("svc", "v1.Service", {"selector": {"a": "b"}, "ports": [{"port": 80}]})
    uses = [{"componentName": name, "instanceName": name} for name in ("web", "svc")]
    shop = {
        "apiVersion": VERSION,
        "kind": "ApplicationConfiguration",
        "metadata": {"name": "shop"},
        "spec": {"components": uses},
    }
    built = Built(extended("web", "networking.k8s.io/v1.Ingress", spec), service, shop, chart_tests=True)
    assert built.codes == []
    notes = built.charts["shop"]["templates/NOTES.txt"]
    assert [address for address in shown if address not in notes] == []
    built.check_agreement()
