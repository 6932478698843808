"""Which document is read: apiVersion, kind, metadata."""

import pytest
from document_texts import read_documents

from oamc.frontends.v1alpha1.documents import ApplicationConfiguration, ComponentSchematic
from tests.support.decoding import decode

MODERN = "apiVersion: core.oam.dev/v1alpha1\n"
REST = "metadata: {name: shop}\nspec: {}\n"


def test_a_configuration_with_an_empty_spec_is_read(decoded):
    result = decoded(MODERN + "kind: ApplicationConfiguration\n" + REST)
    assert isinstance(result.document, ApplicationConfiguration)
    assert result.document.metadata.name.value == "shop"
    assert result.codes == []


@pytest.mark.parametrize(
    "version", ["core.oam.dev/v1beta2", "core.oam.dev/v1", "standard.oam.dev/v1alpha1", "core.hydra.io/v1"]
)
def test_other_versions_of_the_oam_groups_are_not_supported(decoded, version):
    result = decoded(f"apiVersion: {version}\nkind: Application\n" + REST)
    assert (result.document, result.codes) == (None, ["OAM201"])
    assert (
        result.found.hint
        == "supported are core.oam.dev/v1alpha1, core.oam.dev/v1alpha2, core.oam.dev/v1beta1 and oamc.dev/v1alpha1"
    )


def test_a_document_of_a_foreign_group_is_refused(decoded):
    result = decoded("apiVersion: apps/v1\nkind: Deployment\n" + REST)
    assert (result.document, result.codes) == (None, ["OAM202"])
    assert "--foreign-documents skip" in result.found.hint


def test_a_misspelled_group_gets_the_right_one_as_hint(decoded):
    result = decoded("apiVersion: core.oam.dve/v1alpha1\nkind: Trait\n" + REST)
    assert result.found.hint == 'did you mean "core.oam.dev/v1alpha1"?'


def test_an_unknown_kind_is_refused(decoded):
    result = decoded(MODERN + "kind: Application\n" + REST)
    assert (result.document, result.codes) == (None, ["OAM203"])


@pytest.mark.parametrize(
    ("kind", "now"),
    [
        ("OperationalConfiguration", "it is called ApplicationConfiguration in core.oam.dev/v1alpha1"),
        ("TraitDefinition", "it is called Trait in core.oam.dev/v1alpha1"),
        ("WorkloadDefinition", "it is called WorkloadType in core.oam.dev/v1alpha1"),
        ("ScopeDefinition", "it is called ApplicationScope in core.oam.dev/v1alpha1"),
        ("ComponentSchema", 'did you mean "ComponentSchematic"?'),
        ("Secret", "the kinds are ComponentSchematic, ApplicationConfiguration, Trait, WorkloadType and ApplicationScope"),
    ],
)
def test_a_kind_of_another_time_is_answered_with_its_name_here(decoded, kind, now):
    result = decoded(f"apiVersion: core.oam.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: a}}\nspec: {{}}\n")
    assert (result.codes, result.found.hint) == (["OAM203"], now)


def test_the_older_group_is_read_with_a_warning(decoded):
    result = decoded("apiVersion: core.hydra.io/v1alpha1\nkind: ApplicationConfiguration\n" + REST)
    assert isinstance(result.document, ApplicationConfiguration)
    assert result.codes == ["OAM204"]
    assert "core.oam.dev/v1alpha1" in result.found.hint


def test_a_component_is_read_as_a_component_schematic(decoded):
    result = decoded(MODERN + "kind: Component\nmetadata: {name: web}\nspec: {workloadType: a/v1.B}\n")
    assert isinstance(result.document, ComponentSchematic)
    assert result.codes == ["OAM205"]


def test_a_component_of_the_older_group_is_an_unknown_kind(decoded):
    result = decoded(
        "apiVersion: core.hydra.io/v1alpha1\nkind: Component\nmetadata: {name: web}\nspec: {workloadType: a/v1.B}\n"
    )
    assert (result.document, result.codes) == (None, ["OAM204", "OAM203"])


def test_a_component_with_a_workload_is_of_a_later_version(decoded):
    result = decoded(MODERN + "kind: Component\nmetadata: {name: web}\nspec: {workload: {}}\n")
    assert (result.document, result.codes) == (None, ["OAM206"])


@pytest.mark.parametrize("kind", ["ComponentInstance", "HealthScope"])
def test_bookkeeping_of_a_controller_is_ignored_with_a_warning(decoded, kind):
    result = decoded(MODERN + f"kind: {kind}\n" + REST)
    assert (result.document, result.codes) == (None, ["OAM207"])
    assert not result.reports.has_errors()


def test_a_document_without_api_version_and_kind_is_one_error(decoded):
    result = decoded(REST)
    assert result.document is None
    assert [(found.code.id, found.hint) for found in result.reports.found] == [
        ("OAM208", "documents of OAM begin with apiVersion: core.oam.dev/v1alpha1 and a kind")
    ]


def test_a_mapping_that_has_nothing_of_a_document_may_belong_to_another_system(decoded):
    for text in ("{}", "resources: [secret.yaml]\n"):
        result = decoded(text)
        assert [found.code.id for found in result.reports.found] == ["OAM208"]
        assert "--foreign-documents skip" in result.reports.found[0].hint


@pytest.mark.parametrize(
    ("text", "missing"), [("kind: Trait\n", "apiVersion"), ("apiVersion: core.oam.dev/v1alpha1\n", "kind")]
)
def test_one_of_both_is_named_where_the_other_is_there(decoded, text, missing):
    found = decoded(text + REST).reports.found
    assert [(finding.code.id, finding.message) for finding in found] == [("OAM210", f'the document has no field "{missing}"')]


def test_an_api_version_that_is_a_number_needs_quotes(decoded):
    assert decoded("apiVersion: 1\nkind: Trait\n").codes == ["OAM212"]


def test_missing_metadata_and_spec_are_reported_without_what_they_lack(decoded):
    result = decoded(MODERN + "kind: ComponentSchematic\n")
    assert [found.message for found in result.reports.found] == [
        'the document has no field "metadata"',
        'the document has no field "spec"',
    ]


def test_the_spec_is_checked_when_the_metadata_is_wrong(decoded):
    result = decoded(MODERN + "kind: ComponentSchematic\nmetadata: [web]\nspec: {}\n")
    assert result.document is None
    assert [found.message for found in result.reports.in_order()] == [
        "metadata must be a mapping, not a list",
        'spec has no field "workloadType"',
    ]


def test_what_only_a_cluster_writes_is_dropped_silently(decoded):
    result = decoded(
        MODERN + "kind: ApplicationConfiguration\nstatus: {phase: synced}\nspec: {}\n"
        "metadata: {name: shop, namespace: prod, uid: a, resourceVersion: '1', generation: 2, managedFields: []}\n"
    )
    assert result.codes == []
    assert result.document.metadata.namespace.value == "prod"


def test_labels_and_annotations_keep_their_keys_and_places(decoded):
    result = decoded(
        MODERN + "kind: ApplicationConfiguration\nspec: {}\nmetadata:\n  name: shop\n  labels: {tier: front, empty: ''}\n"
        "  annotations:\n    kubectl.kubernetes.io/restartedAt: now\n    gone:\n"
    )
    metadata = result.document.metadata
    assert {key: text.value for key, text in metadata.labels.items()} == {"tier": "front", "empty": ""}
    assert {key: text.value for key, text in metadata.annotations.items()} == {"kubectl.kubernetes.io/restartedAt": "now"}
    assert metadata.annotations["kubectl.kubernetes.io/restartedAt"].span.line == 8


@pytest.mark.parametrize("value", ["1.0", "true"])
def test_a_label_that_is_no_text_needs_quotes(decoded, value):
    result = decoded(MODERN + f"kind: Trait\nspec: {{}}\nmetadata: {{name: shop, labels: {{version: {value}}}}}\n")
    assert (result.document, result.codes) == (None, ["OAM212"])
    assert result.found.message.startswith('metadata.labels["version"] must be a string')


@pytest.mark.parametrize(
    ("modes", "severity"),
    [
        ({}, "error"),
        ({"allow_unknown": True}, "warning"),
        ({"strict": True}, "error"),
        ({"strict": True, "allow_unknown": True}, "error"),
    ],
)
def test_a_field_that_nobody_knows_is_an_error_where_it_is_not_allowed(decoded, modes, severity):
    result = decoded(MODERN + "kind: ApplicationConfiguration\nmetdata: {}\n" + REST, **modes)
    assert (result.found.hint, result.found.severity) == ('did you mean "metadata"?', severity)
    assert result.document is not None, "the rest of the document means what it says"


def test_a_repeated_error_still_makes_the_document_unusable(decoded):
    (document,) = read_documents(MODERN + "kind: ComponentSchematic\nmetadata: {name: web}\nspec: {}\n")
    reports = decoded(MODERN + "kind: Trait\n" + REST).reports
    assert decode(document, reports) is None
    assert decode(document, reports) is None
