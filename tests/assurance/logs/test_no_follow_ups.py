"""What the reader has refused is reported once: nothing else is said of a place or a document with a gap."""

import pytest

from tests.assurance.logs.builds import errors
from tests.support.texts import head

HEAD = head()
CONTAINER = "      image: example/web:1\n      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}\n"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        pytest.param("spec:\n  ~: core.oam.dev/v1alpha1.Worker\n", ("OAM113", "6:3"), id="a null key"),
        pytest.param("spec:\n  [a]: core.oam.dev/v1alpha1.Worker\n", ("OAM114", "6:3"), id="a list as a key"),
        pytest.param("spec:\n  workloadType: *type\n", ("OAM118", "6:17"), id="an undefined alias"),
        pytest.param("spec: &all\n  workloadType: *all\n", ("OAM119", "6:17"), id="a recursive alias"),
        pytest.param("spec:\n  <<: *nothing\n", ("OAM118", "6:7"), id="an undefined alias after a merge key"),
        pytest.param("spec: *nothing\n", ("OAM118", "5:7"), id="an undefined alias for a whole section"),
        pytest.param(
            f"spec:\n  workloadType: core.oam.dev/v1alpha1.Worker\n  containers:\n    - *one\n    - name: web\n{CONTAINER}",
            ("OAM118", "8:7"),
            id="an undefined alias as an item",
        ),
        pytest.param(
            "spec:\n  workloadType: core.oam.dev/v1alpha1.Server\n  containers:\n    - name: web\n"
            f"{CONTAINER}      ports: [{{name: http, containerPort: !port 80}}]\n",
            ("OAM116", "11:43"),
            id="a tag on a number",
        ),
        pytest.param(
            "spec:\n  workloadType: core.oam.dev/v1alpha1.Server\n  containers:\n    - name: web\n"
            f"{CONTAINER}      ports: [{{name: http, containerPort: 99999999999999999999}}]\n",
            ("OAM132", "11:43"),
            id="an integer beyond all limits",
        ),
    ],
)
def test_a_refusal_of_the_reader_is_the_only_error(spec, expected):
    assert errors(HEAD + spec) == [expected]


def test_other_documents_of_the_file_are_still_checked():
    broken = HEAD + "spec:\n  ~: 1\n"
    other = HEAD.replace("web", "other") + "spec: {}\n"
    assert errors(f"{broken}---\n{other}") == [("OAM113", "6:3"), ("OAM210", "12:1")]


def test_a_merge_of_a_text_is_reported_beside_a_null_key():
    assert errors(HEAD + "spec:\n  ~: 1\n  <<: text\n") == [("OAM113", "6:3"), ("OAM120", "7:7")]
