"""From documents to applications: names, duplicates, what is unused, components and their containers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.stages import Run, component, configuration, document, quoted


def normalized(*texts, **options):
    return Run(*texts, resolving=False, **options)


def container(lines, **changes):
    """Return the only container of a component with the given lines, none where the component is left out."""
    run = normalized(component(container=lines, **changes), configuration())
    known = run.application.library.components.get("web")
    return run, known.containers[0] if known is not None else None


# Names of documents


@pytest.mark.parametrize("name", ["a", "Shop", "shop_2.0-a", "x" * 63, "0a"])
def test_names_of_oam_have_letters_digits_and_inner_signs(name):
    assert normalized(component(name=name), configuration(component_name=name)).codes == []


@pytest.mark.parametrize("name", ["-a", "a-", ".a", "x" * 64, '"a b"', "a/b"])
@pytest.mark.parametrize("kind", ["ComponentSchematic", "ApplicationConfiguration"])
def test_other_names_are_refused_at_the_name(kind, name):
    spec = "workloadType: core.oam.dev/v1alpha1.Worker" if kind == "ComponentSchematic" else ""
    run = normalized(document(kind, name, spec), component(), configuration())
    found = next(found for found in run.reports.found if found.code.id == "OAM310")
    assert quoted(found.span) == name
    article = "an" if kind.startswith("A") else "a"
    assert f"the name of {article} {kind}" in found.message


def test_two_documents_of_one_kind_and_name_are_an_error_at_the_second():
    run = normalized(component(), component(), configuration())
    assert run.codes == ["OAM301"]
    assert run.found.span.line > run.found.related[0].span.line


def test_two_documents_of_one_name_and_different_kinds_are_none():
    assert normalized(component(name="shop"), configuration(component_name="shop")).codes == []


@pytest.mark.parametrize("namespace", ["shop", "0-a", "x" * 63])
def test_the_namespace_of_an_application_is_kept(namespace):
    run = normalized(component(), configuration().replace("{name: shop}", f"{{name: shop, namespace: {namespace}}}"))
    assert (run.codes, run.application.namespace.value) == ([], namespace)


@pytest.mark.parametrize("namespace", ["Shop", "a.b", "a_b", "-a", "x" * 64])
def test_a_namespace_that_kubernetes_cannot_have_is_refused_where_it_is_written(namespace):
    run = normalized(component(), configuration().replace("{name: shop}", f"{{name: shop, namespace: {namespace}}}"))
    assert run.codes == ["OAM310"]
    assert quoted(run.found.span) == namespace


@pytest.mark.parametrize("name", ["a", "A-b_c.d", "ä", "0"])
def test_parameters_and_variables_may_have_these_names(name):
    spec = f"parameters: [{{name: '{name}', type: string}}]"
    run = normalized(component(spec), configuration(f"variables: [{{name: '{name}', value: x}}]"))
    assert run.codes == []


@pytest.mark.parametrize("name", ["a b", "a/b", "a(b)", "a]"])
def test_a_parameter_or_variable_that_no_reference_could_name_is_refused(name):
    spec = f"parameters: [{{name: '{name}', type: string}}]"
    run = normalized(component(spec), configuration(f"variables: [{{name: '{name}', value: x}}]"))
    assert run.codes == ["OAM310", "OAM310"]


# What nothing uses


def test_a_component_that_no_instance_uses_is_reported():
    run = normalized(component(), component(name="api"), configuration())
    assert (run.codes, quoted(run.found.span)) == (["OAM317"], "api")


def test_a_component_without_any_application_is_not_called_unused():
    run = normalized(component())
    assert run.codes == ["OAM318"]
    assert "ApplicationConfiguration" in run.found.hint


def test_an_input_without_documents_is_not_worth_a_word_here():
    assert normalized("").codes == []


@pytest.mark.parametrize(("components", "place"), [("components: []", "components"), ("", "empty")])
def test_an_application_without_components_and_scopes_is_reported(components, place):
    run = normalized(component(), configuration(), document("ApplicationConfiguration", "empty", components))
    assert (run.codes, quoted(run.found.span)) == (["OAM316"], place)


SCOPE = "scopes: [{name: net, type: %s, properties: {network-id: a, subnet-id: b}}]"
SCOPE_TYPE = "type: core.oam.dev/v1alpha1.NetworkScope\nallowComponentOverlap: false\n"


def test_an_application_of_scopes_only_is_reported_as_such():
    scopes = SCOPE % "core.oam.dev/v1alpha1.NetworkScope"
    use = "applicationScopes: [inside]"
    run = normalized(component(), configuration(use=use), document("ApplicationConfiguration", "inside", scopes))
    assert run.codes == ["OAM324"]


def test_a_scope_that_no_instance_names_is_reported():
    run = normalized(component(), configuration(SCOPE % "core.oam.dev/v1alpha1.NetworkScope"))
    assert (run.codes, quoted(run.found.span)) == (["OAM317"], "net")


@pytest.mark.parametrize("spelling", ["v1alpha1.NetworkScope", "v1alpha1.Network", "v1.NetworkScope"])
def test_a_scope_type_is_used_by_a_scope_of_any_of_its_spellings(spelling):
    application = configuration(SCOPE % f"core.oam.dev/{spelling}", "applicationScopes: [shop]")
    assert normalized(component(), application, document("ApplicationScope", "network", SCOPE_TYPE)).codes == []


def test_a_scope_type_of_which_there_is_no_scope_is_reported():
    run = normalized(component(), configuration(), document("ApplicationScope", "network", SCOPE_TYPE))
    assert (run.codes, quoted(run.found.span)) == (["OAM317"], "network")


# Names that occur twice

TWICE = {
    "parameter": component("parameters: [{name: a, type: string}, {name: a, type: number}]"),
    "setting": component("workloadSettings: [{name: a, value: x}, {name: a, value: y}]"),
    "container": component() + "    - {name: web, image: example/web:2}\n",
    "environment variable": component(container="env: [{name: a, value: x}, {name: a, value: y}]"),
    "config file": component(container="config: [{path: /a, value: x}, {path: /a, value: y}]"),
    "port": component(container="ports: [{name: a, containerPort: 1}, {name: a, containerPort: 2}]"),
    "port number": component(container="ports: [{name: a, containerPort: 1}, {name: b, containerPort: 1}]"),
    "volume": component(resources="resources: {volumes: [{name: a, mountPath: /a}, {name: a, mountPath: /b}]}"),
    "mount path": component(resources="resources: {volumes: [{name: a, mountPath: /a}, {name: b, mountPath: /a}]}"),
    "extended resource": component(
        resources="resources: {extended: [{name: a.b/v1.C, required: 1}, {name: a.b/v2.C, required: 1}]}"
    ),
    "variable": configuration("variables: [{name: a, value: x}, {name: a, value: y}]"),
    "parameter value": configuration(use="parameterValues: [{name: a, value: x}, {name: a, value: y}]"),
    "property": configuration(use="traits: [{name: t, properties: [{name: a, value: 1}, {name: a, value: 2}]}]"),
    "scope": configuration("scopes: [{name: a, type: b.c/v1.D}, {name: a, type: b.c/v1.E}]", use="applicationScopes: [shop]"),
    "instance": configuration() + "    - {componentName: web, instanceName: shop-web}\n",
}


@pytest.mark.parametrize("what", TWICE)
def test_a_name_that_occurs_twice_is_an_error_at_the_second_that_shows_the_first(what):
    text = TWICE[what]
    run = normalized(text, component() if "ApplicationConfiguration" in text else configuration())
    found = [found for found in run.reports.found if found.code.id == "OAM302"]
    assert [finding.message.partition(' "')[0] for finding in found] == [what]
    (related,) = found[0].related
    assert related.span.key() < found[0].span.key()
    assert quoted(related.span).replace("v1", "v2") == quoted(found[0].span).replace("v1", "v2")


def test_a_config_file_is_the_same_under_its_relative_path():
    run, _ = container("config: [{path: /etc/a, value: x}, {path: etc/a, value: y}]")
    assert run.codes == ["OAM322", "OAM302"]


def test_one_port_number_may_serve_two_protocols():
    run, web = container("ports: [{name: a, containerPort: 53}, {name: b, containerPort: 53, protocol: udp}]")
    assert (run.codes, [port.protocol for port in web.ports]) == ([], ["TCP", "UDP"])


# GROUP/VERSION.KIND


@pytest.mark.parametrize("text", ["core.oam.dev/v1alpha1.Server", "a/v1.B", "a.b-c/v1beta2.Kind_2", "Server"])
def test_well_formed_kinds_and_short_names_pass(text):
    assert normalized(component(workload="x/v1.Y").replace("x/v1.Y", text), configuration()).codes == []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a.b/Kind", "missing kind"),
        ("a.b/v1", "missing kind"),
        ("a.b/1.Kind", "wrong form"),
        ("a.b/v1.kind", "wrong form"),
        ("A.B/v1.Kind", "wrong form"),
        ("a/b/v1.Kind", "wrong form"),
        ("a.b/v1gamma1.Kind", "wrong form"),
        ("/v1.Kind", "wrong form"),
    ],
)
def test_a_malformed_kind_is_refused_with_the_reason(text, reason):
    run = normalized(component(workload="x/v1.Y").replace("x/v1.Y", text), configuration())
    assert (run.codes, quoted(run.found.span)) == (["OAM303"], text)
    assert reason in run.found.message


def test_the_older_name_of_the_group_is_replaced_with_a_warning():
    run = normalized(component(workload="core.hydra.io/v1alpha1.Worker"), configuration())
    assert run.codes == ["OAM304"]
    assert run.application.library.components["web"].workload_type.value == "core.oam.dev/v1alpha1.Worker"


def test_the_older_name_of_the_group_is_replaced_in_workload_type_documents():
    definition = document("WorkloadType", "server", "group: core.hydra.io\nversion: v1alpha1\nnames: {kind: Server}")
    run = normalized(component(), configuration(), definition)
    assert (run.codes, run.application.library.workload_types[0].group) == (["OAM304"], "core.oam.dev")


def test_a_group_that_only_begins_like_the_older_name_is_left_alone():
    run = normalized(component(workload="core.hydra.io.example.com/v1.Worker"), configuration())
    assert run.application.library.components["web"].workload_type.value == "core.hydra.io.example.com/v1.Worker"


# Platforms


@pytest.mark.parametrize(
    ("written", "label"),
    [("i386", "386"), ("x86_64", "amd64"), ("amd64", "amd64"), ("arm", "arm"), ("arm64", "arm64")],
)
def test_architectures_become_the_words_of_kubernetes(written, label):
    run = normalized(component(f"arch: {written}"), configuration())
    assert (run.codes, run.application.library.components["web"].architecture.value) == ([], label)


@pytest.mark.parametrize(("field", "word"), [("arch", "x86"), ("osType", "plan9"), ("osType", "Linux")])
def test_unknown_platforms_are_passed_on_with_a_warning(field, word):
    run = normalized(component(f"{field}: {word}"), configuration())
    assert (run.codes, quoted(run.found.span)) == (["OAM308"], word)
    found = run.application.library.components["web"]
    assert word in {part.value for part in (found.os_type, found.architecture) if part}


def test_annotations_of_a_cluster_do_not_travel_on():
    annotations = "annotations: {kubectl.kubernetes.io/last-applied-configuration: '{}', team: front}"
    run = normalized(component().replace("{name: web}", f"{{name: web, {annotations}}}"), configuration())
    assert set(run.application.library.components["web"].annotations) == {"team"}


# Ports and probes


def test_a_port_without_a_name_gets_one():
    run, web = container("ports: [{containerPort: 8080}]")
    assert (run.codes, web.ports[0].name.value) == (["OAM309"], "port-8080")


@pytest.mark.parametrize(
    ("ports", "names"),
    [
        ("[{containerPort: 53}, {containerPort: 53, protocol: UDP}]", ["port-53", "port-53-udp"]),
        ("[{containerPort: 53, protocol: UDP}, {containerPort: 53}]", ["port-53", "port-53-tcp"]),
        ("[{containerPort: 53}, {name: port-53, containerPort: 54}]", ["port-53-tcp", "port-53"]),
    ],
)
def test_generated_port_names_differ_from_all_others(ports, names):
    run, web = container(f"ports: {ports}")
    assert [port.name.value for port in web.ports] == names
    assert set(run.codes) == {"OAM309"}


PROBE = "{field}: {{exec: {{command: [/check]}}, successThreshold: {number}}}"


@pytest.mark.parametrize("field", ["livenessProbe", "startupProbe"])
def test_only_one_success_of_a_liveness_or_startup_probe_is_enough(field):
    run, web = container(PROBE.format(field=field, number=2))
    probe = web.liveness_probe or web.startup_probe
    assert [code for code in run.codes if code == "OAM311"] == ["OAM311"]
    assert {name: number.value for name, number in probe.numbers} == {"successThreshold": 1}


@pytest.mark.parametrize(("field", "number"), [("livenessProbe", 1), ("readinessProbe", 5)])
def test_other_success_thresholds_are_kept(field, number):
    run, web = container(PROBE.format(field=field, number=number))
    probe = web.liveness_probe or web.readiness_probe
    assert run.codes == []
    assert {name: found.value for name, found in probe.numbers} == {"successThreshold": number}


# Config files


@pytest.mark.parametrize("path", ["/etc/", "/", "etc/", "/etc//", "/a/../b", "../a", "/./a", "/a:b", "/a//b", ".."])
def test_a_path_that_no_file_can_have_is_reported_once(path):
    run, _ = container(f"config: [{{path: '{path}', value: x}}]")
    assert run.codes == ["OAM312"]


def test_a_relative_path_starts_at_the_root():
    run, web = container("config: [{path: etc/web.conf, value: x}]")
    assert (run.codes, web.config[0].path.value) == (["OAM322"], "/etc/web.conf")
    assert run.found.hint == "write /etc/web.conf"


@pytest.mark.parametrize("path", ["/a", "/etc/web.conf", "/etc/..web", "/a b"])
def test_an_absolute_path_stays_as_it_is(path):
    run, web = container(f"config: [{{path: {path}, value: x}}]")
    assert (run.codes, web.config[0].path.value) == ([], path)


# Secrets

SECRET = ["DB_PASSWORD", "PASSWORD", "pg-passwd", "DB_PASS", "db_pwd", "API_TOKEN", "CLIENT_SECRET", "API_KEY", "apikey"]
MORE_SECRETS = ["AWS_SECRET_ACCESS_KEY", "PRIVATE-KEY", "SIGNING_KEY", "CREDENTIALS", "CREDENTIAL", "PASSPHRASE"]
HARMLESS = ["PASSWORD_FILE", "COMPASS", "BYPASS", "PWD", "SORT_KEY", "TOKENS", "SECRETARY", "KEY"]


@pytest.mark.parametrize("name", [*SECRET, *MORE_SECRETS])
def test_a_literal_that_looks_like_a_secret_deserves_a_warning_that_does_not_show_it(name):
    run, _ = container(f"env: [{{name: {name}, value: sesame}}]")
    assert (run.codes, quoted(run.found.span)) == (["OAM320"], "sesame")
    assert run.found.message.startswith(f'environment variable "{name}"')
    assert "sesame" not in run.printed()


@pytest.mark.parametrize("name", ["db-password", "private-key.pem", "API_TOKEN"])
def test_a_config_file_that_looks_like_a_secret_is_told_where_its_content_stands(name):
    run, _ = container(f"config: [{{path: /run/secrets/{name}, value: sesame}}]")
    assert (run.codes, quoted(run.found.span)) == (["OAM320"], "sesame")


def test_a_config_file_beside_secrets_is_none():
    assert container("config: [{path: /run/secrets/app.conf, value: sesame}]")[0].codes == []


@pytest.mark.parametrize("name", HARMLESS)
def test_other_names_of_environment_variables_do_not(name):
    assert container(f"env: [{{name: {name}, value: sesame}}]")[0].codes == []


@pytest.mark.parametrize("source", ["value: ''", "fromParam: password"])
def test_an_empty_secret_or_one_from_a_parameter_is_none(source):
    assert container(f"env: [{{name: DB_PASSWORD, {source}}}]")[0].codes == []


# Resources and volumes


def test_amounts_become_quantities_with_their_places():
    run, web = container("", resources="resources: {cpu: {required: 0.1}, memory: {required: 1G}, gpu: {required: 1}}")
    resources = web.resources
    assert (run.codes, resources.cpu.value, resources.memory.value, resources.gpu.value) == ([], "100m", "1G", 1)
    assert quoted(resources.memory.span) == "1G"


def test_amounts_that_are_not_written_stay_open():
    _, web = container("", resources="resources: {}")
    assert (web.resources.cpu, web.resources.memory, web.resources.gpu) == (None, None, None)


@pytest.mark.parametrize("field", ["cpu", "memory", "gpu"])
def test_an_amount_that_cannot_be_read_is_refused_without_being_quoted(field):
    run, _ = container("", resources=f"resources: {{{field}: {{required: sesame}}}}")
    assert (run.codes, quoted(run.found.span)) == (["OAM305"], "sesame")
    assert f"{field} of container" in run.found.message
    assert "sesame" not in run.printed()


def test_an_extended_resource_is_known_to_a_cluster_without_its_version():
    _, web = container("", resources="resources: {extended: [{name: example.com/v1.Accelerator, required: '2'}]}")
    ((name, count),) = web.resources.extended
    assert (name, count.value) == ("example.com/Accelerator", 2)


@pytest.mark.parametrize("name", ["accelerator", "example.com/accelerator", "nvidia.com/gpu"])
def test_an_extended_resource_needs_the_name_of_a_kind(name):
    run, _ = container("", resources=f"resources: {{extended: [{{name: {name}, required: 1}}]}}")
    assert (run.codes, quoted(run.found.span)) == (["OAM303"], name)


def two_containers(first, second):
    text = component(resources=f"resources: {{volumes: [{first}]}}")
    other = f"    - {{name: sidecar, image: example/sidecar:1, resources: {{volumes: [{second}]}}}}\n"
    return normalized(text + other, configuration())


SHARED = "{name: data, mountPath: /data, sharingPolicy: Shared, disk: {required: 1G}}"


def test_containers_may_share_a_volume_that_is_shared():
    assert two_containers(SHARED, SHARED.replace("/data", "/other")).codes == []


def test_containers_may_have_different_access_to_one_volume():
    assert two_containers(SHARED, SHARED.replace("sharingPolicy", "accessMode: RO, sharingPolicy")).codes == []


def test_one_size_in_two_spellings_is_one_description():
    assert two_containers(SHARED, SHARED.replace("1G", "1GB")).codes == []


@pytest.mark.parametrize(
    ("old", "new"), [("1G", "2G"), ("Shared", "Exclusive"), ("1G}", "1G, ephemeral: true}"), (", disk: {required: 1G}", "")]
)
def test_one_volume_with_two_descriptions_is_refused(old, new):
    run = two_containers(SHARED, SHARED.replace(old, new))
    assert run.codes == ["OAM314"]
    assert '"web" and "sidecar"' in run.found.message


def test_an_exclusive_volume_in_two_containers_deserves_a_warning():
    exclusive = SHARED.replace("Shared", "Exclusive")
    assert two_containers(exclusive, exclusive).codes == ["OAM315"]


# Laws


@given(st.lists(st.sampled_from(["web", "api", "worker", "cache"]), min_size=1, max_size=6))
def test_every_name_but_the_first_of_its_kind_is_reported_once(names):
    uses = "".join(f"    - {{componentName: web, instanceName: {name}}}\n" for name in names)
    head, _, _ = configuration().partition("    - componentName")
    run = normalized(component(), head + uses)
    assert run.codes == ["OAM302"] * (len(names) - len(set(names)))


@given(st.permutations([component(), component(name="api"), configuration(), configuration(name="bar", instance="b")]))
def test_the_order_of_documents_changes_nothing_but_the_order_of_applications(texts):
    run = normalized(*texts)
    assert {application.name.value for application in run.applications} == {"shop", "bar"}
    assert run.codes == ["OAM317"]
