"""Containers, with everything below them."""

import pytest
from document_texts import said


def only(result):
    return result.document.containers[0]


def texts(found):
    return [text.value for text in found]


def test_a_container_is_read_whole(container):
    result = container("imagePullSecret: pull\ncmd: [sh]\nargs: ['-c', '']")
    found = only(result)
    assert (found.name.value, found.image.value, found.image_pull_secret.value) == ("web", "example/web:1", "pull")
    assert (texts(found.command), texts(found.arguments)) == (["sh"], ["-c", ""])
    assert found.span.line == 7
    assert result.codes == []


def test_a_container_needs_an_image(container):
    assert container(image="").codes == ["OAM210"]


def test_an_empty_image_is_refused(container):
    assert container(image='image: ""').codes == ["OAM213"]


@pytest.mark.parametrize("image", ["image: 5", "image: true"])
def test_a_text_that_yaml_reads_otherwise_needs_quotes(container, image):
    result = container(image=image)
    assert (result.document, result.codes) == (None, ["OAM212"])
    assert result.found.hint == "put it in quotes"


@pytest.mark.parametrize("word", ["y", "no", "Off", "ON"])
def test_words_that_only_yaml_1_1_takes_for_booleans_are_texts(container, word):
    result = container(f"env: [{{name: {word}, value: {word}}}]")
    assert (only(result).env[0].name.value, only(result).env[0].value.value) == (word, word)
    assert result.codes == []


@pytest.mark.parametrize(
    ("name", "joined"),
    [
        ("example/web:1", "example/web@sha256:ab"),
        ("host:5000/web", "host:5000/web@sha256:ab"),
        ("web:1", "web@sha256:ab"),
        ("web:1@sha256:cd", "web@sha256:ab"),
    ],
)
def test_an_image_of_name_and_digest_is_joined(container, name, joined):
    result = container(image=f'image: {{name: "{name}", digest: "sha256:ab"}}')
    assert only(result).image.value == joined
    assert result.codes == ["OAM235"]


def test_an_image_of_a_name_alone_keeps_its_tag(container):
    assert only(container(image='image: {name: "web:1"}')).image.value == "web:1"


def test_command_is_another_spelling_of_cmd(container):
    result = container("command: [sh]")
    assert texts(only(result).command) == ["sh"]
    assert result.codes == ["OAM220"]


@pytest.mark.parametrize("field", ["cmd", "args"])
def test_a_command_as_one_string_is_refused(container, field):
    result = container(f"{field}: run --password=hunter2")
    assert (result.document, result.codes) == (None, ["OAM234"])
    assert f'{field}: ["first", "second"]' in result.found.hint
    assert "hunter2" not in result.printed


@pytest.mark.parametrize("item", ["8080", "true", "null"])
def test_items_of_a_command_must_be_texts(container, item):
    result = container(f"args: [{item}]")
    assert (result.document, result.codes) == (None, ["OAM212"])
    assert result.found.message.startswith("spec.containers[0].args[0] must be a string")


def test_a_pull_policy_is_honored_with_a_warning(container):
    result = container("imagePullPolicy: Never")
    assert only(result).image_pull_policy.value == "Never"
    assert result.codes == ["OAM223"]


def test_an_unknown_pull_policy_is_refused(container):
    result = container("imagePullPolicy: never")
    assert (result.document, result.codes) == (None, ["OAM223", "OAM215"])


def test_a_startup_probe_is_one_of_three(container):
    result = container("startupProbe: {tcpSocket: {port: 80}}")
    assert only(result).startup_probe.tcp_port.value == 80
    assert result.codes == []


@pytest.mark.parametrize("name", ["http", "a", "1e3", "0x1f", "web-1", "a23456789012345", "12345678901234a", "on-1"])
@pytest.mark.parametrize("handler", ["httpGet: {path: /, port: '§'}", "tcpSocket: {port: '§'}"])
def test_a_probe_takes_the_name_of_a_port(container, handler, name):
    result = container(f"readinessProbe: {{{handler.replace('§', name)}}}")
    probe = only(result).readiness_probe
    assert (probe.http.port if probe.http else probe.tcp_port).value == name
    assert result.codes == []


@pytest.mark.parametrize(
    ("port", "codes"),
    [
        ("''", ["OAM211"]),
        ("HTTP", ["OAM211"]),
        ("-a", ["OAM211"]),
        ("a-", ["OAM211"]),
        ("a_b", ["OAM211"]),
        ("a234567890123456", ["OAM211"]),
        ("'12-34'", ["OAM211"]),
        ("true", ["OAM211"]),
        ("'70000'", ["OAM214"]),
        ("'8080'", ["OAM240"]),
        ("1e3", []),
    ],
)
def test_other_texts_are_no_ports_of_a_probe(container, port, codes):
    assert container(f"readinessProbe: {{tcpSocket: {{port: {port}}}}}").codes == codes


def test_a_probe_asks_the_health_service_of_grpc(container):
    probe = only(container("livenessProbe: {grpc: {port: 9090, service: shop.Orders}}")).liveness_probe
    assert (probe.grpc.port.value, probe.grpc.service.value) == (9090, "shop.Orders")
    assert only(container("livenessProbe: {grpc: {port: 9090, service: ''}}")).liveness_probe.grpc.service is None
    assert container("livenessProbe: {grpc: {port: grpc}}").codes == ["OAM211"]
    assert container("livenessProbe: {grpc: {port: 1}, exec: {command: [a]}}").codes == ["OAM236"]
    assert container("livenessProbe: {grpc: {}}").codes == ["OAM210"]


def test_labels_of_a_container_are_ignored_with_a_warning(container):
    assert container("labels: {a: b}").codes == ["OAM222"]


@pytest.mark.parametrize("value", ["0644", "true", "1.10", "7"])
@pytest.mark.parametrize("entry", ["env: [{{name: A, value: {}}}]", "config: [{{path: /a, value: {}}}]"])
def test_an_unquoted_value_is_taken_as_written(container, entry, value):
    result = container(entry.format(value))
    found = only(result)
    assert (found.env + found.config)[0].value.value == value
    assert result.codes == ["OAM232"]


def test_a_value_may_be_empty(container):
    assert only(container("env: [{name: A, value: ''}]")).env[0].value.value == ""


def test_a_value_may_not_be_a_list(container):
    assert container("env: [{name: A, value: [1]}]").codes == ["OAM211"]


@pytest.mark.parametrize("entry", ["env: [{name: A}]", "config: [{path: /a}]", "env: [{name: A, value: , fromParam: }]"])
def test_an_entry_needs_a_source(container, entry):
    result = container(entry)
    assert (result.document, result.codes) == (None, ["OAM233"])


def test_an_entry_may_have_both_sources(container):
    result = container("env: [{name: A, value: b, fromParam: c}]")
    assert only(result).env[0].from_parameter.value == "c"
    assert result.codes == []


def test_name_is_an_older_spelling_of_path(container):
    result = container("config: [{name: /etc/a, value: b}]")
    assert only(result).config[0].path.value == "/etc/a"
    assert result.codes == ["OAM220"]


def test_a_list_given_as_a_mapping_is_refused_with_advice(container):
    result = container("env: {A: hunter2}")
    assert (result.document, result.codes) == (None, ["OAM211"])
    assert "list" in result.found.hint
    assert "hunter2" not in result.printed


def test_a_port_is_tcp_and_may_lack_a_name(container):
    (port,) = only(container("ports: [{containerPort: 80}]")).ports
    assert (port.name, port.container_port.value, port.protocol.value) == (None, 80, "TCP")


@pytest.mark.parametrize("protocol", ["udp", "Udp", "UDP"])
def test_protocols_are_taken_in_any_case(container, protocol):
    result = container(f"ports: [{{name: a, containerPort: 80, protocol: {protocol}}}]")
    assert only(result).ports[0].protocol.value == "UDP"
    assert result.codes == []


def test_an_unknown_protocol_is_refused(container):
    assert container("ports: [{containerPort: 80, protocol: http}]").codes == ["OAM215"]


def test_older_fields_of_a_port_are_read(container):
    result = container("ports: [{name: a, value: 80, type: sctp}]")
    (port,) = only(result).ports
    assert (port.container_port.value, port.protocol.value) == (80, "SCTP")
    assert result.codes == ["OAM220", "OAM220"]


@pytest.mark.parametrize(("number", "usable"), [("0", False), ("1", True), ("65535", True), ("65536", False), ("80.0", True)])
def test_ports_have_a_range(container, number, usable):
    result = container(f"ports: [{{containerPort: {number}}}]")
    assert result.codes == ([] if usable else ["OAM214"])
    assert (result.document is not None) is usable


@pytest.mark.parametrize("number", ["http", "80.5", '"80.5"', "true", "[80]", '"0x50"', '"080"', '"8e1"', '"99999999999"'])
def test_ports_are_whole_numbers(container, number):
    result = container(f"ports: [{{containerPort: {number}}}]")
    assert (result.document, result.codes) == (None, ["OAM211"])


@pytest.mark.parametrize(
    ("number", "code"), [('"80"', "OAM240"), ('" 80 "', "OAM240"), ('"80.0"', "OAM240"), ('"0"', "OAM214")]
)
def test_a_text_of_a_whole_number_is_read_with_a_warning(container, number, code):
    result = container(f"ports: [{{containerPort: {number}}}]")
    assert result.codes == [code]
    if result.document:
        assert only(result).ports[0].container_port.value == 80


@pytest.mark.parametrize("field", ["initialDelaySeconds", "periodSeconds", "timeoutSeconds", "failureThreshold"])
def test_the_numbers_of_a_probe_may_be_texts_too(container, field):
    result = container(f"livenessProbe: {{tcpSocket: {{port: '80'}}, {field}: '5'}}")
    assert result.codes == ["OAM240", "OAM240"]
    assert only(result).liveness_probe.tcp_port.value == 80


@pytest.mark.parametrize(
    "line",
    [
        *("imagePullSecret: ''", "imagePullPolicy: ''", "cmd: []", "args: []", "env: []", "config: []", "ports: []"),
        *("cmd: null", "imagePullSecret: null"),
    ],
)
def test_an_empty_text_or_list_in_an_optional_field_is_as_good_as_absent(container, line):
    found, bare = container(line), container()
    assert found.codes == []
    assert said(only(found)) == said(only(bare))


@pytest.mark.parametrize("line", ["cmd: ''", "resources: ''", "livenessProbe: ''", "ports: ''"])
def test_an_empty_text_in_place_of_a_list_or_a_mapping_is_wrong(container, line):
    assert len(container(line).codes) == 1


def test_what_an_entry_does_not_say_may_be_an_empty_text(container):
    result = container("env: [{name: A, value: x, fromParam: ''}]\nports: [{containerPort: 80, name: '', protocol: ''}]")
    assert result.codes == []
    env, port = only(result).env[0], only(result).ports[0]
    assert (env.from_parameter, port.name, port.protocol.value) == (None, None, "TCP")


@pytest.mark.parametrize("source", ["fromParam: ''", "value: null, fromParam: ''", "value: null"])
def test_an_entry_with_empty_texts_alone_has_no_source(container, source):
    assert container(f"env: [{{name: A, {source}}}]").codes == ["OAM233"]


@pytest.mark.parametrize(("command", "code"), [("''", "OAM234"), ("[]", "OAM213")])
def test_the_command_of_a_probe_must_not_be_empty(container, command, code):
    assert container(f"livenessProbe: {{exec: {{command: {command}}}}}").codes == [code]


def test_a_probe_is_read_whole(container):
    result = container(
        "livenessProbe:\n  httpGet: {path: /ok, port: 80, httpHeaders: [{name: A, value: ''}]}\n  initialDelaySeconds: 0\n"
        "  periodSeconds: 1\n  timeoutSeconds: 2\n  successThreshold: 3\n  failureThreshold: 4"
    )
    probe = only(result).liveness_probe
    assert (probe.http.path.value, probe.http.port.value) == ("/ok", 80)
    assert [(name.value, value.value) for name, value in probe.http.headers] == [("A", "")]
    assert (probe.initial_delay_seconds.value, probe.period_seconds.value, probe.timeout_seconds.value) == (0, 1, 2)
    assert (probe.success_threshold.value, probe.failure_threshold.value) == (3, 4)
    assert (probe.command, probe.tcp_port) == (None, None)
    assert result.codes == []


@pytest.mark.parametrize(
    ("handlers", "count"), [("{}", "no"), ("{exec: , httpGet: }", "no"), ("{exec: {command: [a]}, tcpSocket: {port: 1}}", "2")]
)
def test_a_probe_has_exactly_one_handler(container, handlers, count):
    result = container(f"readinessProbe: {handlers}")
    assert (result.document, result.codes) == (None, ["OAM236"])
    assert f"has {count} handlers" in result.found.message


@pytest.mark.parametrize(
    ("probe", "code"),
    [
        ("exec: {}", "OAM210"),
        ("exec: {command: []}", "OAM213"),
        ("exec: {command: ls}", "OAM234"),
        ("httpGet: {port: 80}", "OAM210"),
        ("httpGet: {path: /}", "OAM210"),
        ("httpGet: {path: /, port: HTTP}", "OAM211"),
        ("tcpSocket: {port: 0}", "OAM214"),
        ("exec: {command: [a]}, periodSeconds: -1", "OAM214"),
        ("exec: {command: [a]}, periodSeconds: 2147483648", "OAM214"),
    ],
)
def test_a_wrong_probe_is_refused(container, probe, code):
    result = container(f"livenessProbe: {{{probe}}}")
    assert (result.document, result.codes) == (None, [code])


def test_resources_keep_their_amounts_as_written(container):
    result = container(
        "resources: {cpu: {required: 0.5}, memory: {required: 128Mi}, gpu: {required: 1},"
        " extended: [{name: a/v1.B, required: '2'}]}"
    )
    found = only(result).resources
    assert (found.cpu.text, found.memory.text, found.gpu.text, found.extended[0].required.text) == ("0.5", "128Mi", "1", "2")
    assert result.codes == []


@pytest.mark.parametrize("amount", ["true", "[1]", "{a: 1}"])
def test_an_amount_is_a_number_or_a_text(container, amount):
    assert container(f"resources: {{cpu: {{required: {amount}}}}}").codes == ["OAM211"]


def test_an_amount_without_required_is_refused(container):
    assert container("resources: {cpu: {}}").codes == ["OAM210"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("cpu: 100m", "cpu: {required: 100m}"),
        ("cpu: 2", "cpu: {required: 2}"),
        ("cpu: 99", "cpu: {required: 99}"),
        ("cpu: 500", "cpu: {required: 500m}"),
        ("cpu: 0.5", "cpu: {required: 0.5}"),
        ("memory: 512", "memory: {required: 512Mi}"),
        ("memory: '512'", "memory: {required: 512Mi}"),
        ("memory: 1Gi", "memory: {required: 1Gi}"),
        ("memory: 536870912", "memory: {required: 512Mi}"),
        ("gpu: 1", "gpu: {required: 1}"),
        ("cpu: s3cret", "cpu: {required: AMOUNT}"),
        ("cpu: true", "cpu: {required: AMOUNT}"),
        ("cpu: [1]", "cpu: {required: AMOUNT}"),
        ("cpu: '1 hunter2'", "cpu: {required: AMOUNT}"),
    ],
)
def test_an_amount_in_the_place_of_a_mapping_is_told_as_it_is_meant(container, written, meant):
    result = container(f"resources: {{{written}}}")
    assert (result.codes, result.found.hint) == (["OAM211"], f"write {meant}")


def volume(container, fields):
    return container(f"resources: {{volumes: [{{name: v, mountPath: /v, {fields}}}]}}")


def test_a_volume_has_defaults(container):
    found = only(volume(container, "disk: ")).resources.volumes[0]
    assert (found.access_mode, found.sharing_policy, found.disk) == ("RW", "Exclusive", None)


def test_a_disk_is_read_with_its_boolean(container):
    found = only(
        volume(container, "accessMode: RO, sharingPolicy: Shared, disk: {required: 1G, ephemeral: y}")
    ).resources.volumes[0]
    assert (found.access_mode, found.sharing_policy) == ("RO", "Shared")
    assert (found.disk.required.text, found.disk.ephemeral) == ("1G", True)


def test_a_disk_needs_a_size(container):
    assert volume(container, "disk: {ephemeral: n}").codes == ["OAM210"]


def test_rwx_is_a_shared_volume(container):
    result = volume(container, "accessMode: RWX")
    found = only(result).resources.volumes[0]
    assert (found.access_mode, found.sharing_policy) == ("RW", "Shared")
    assert result.codes == ["OAM237"]


def test_rwx_contradicts_an_exclusive_volume(container):
    assert volume(container, "accessMode: RWX, sharingPolicy: Exclusive").codes == ["OAM238"]
    assert volume(container, "accessMode: RWX, sharingPolicy: Shared").codes == ["OAM237"]


@pytest.mark.parametrize("fields", ["accessMode: rw", "accessMode: ReadOnlyMany", "sharingPolicy: shared"])
def test_unknown_words_of_a_volume_are_refused(container, fields):
    assert volume(container, fields).codes == ["OAM215"]


@pytest.mark.parametrize(
    ("lines", "hint", "hides"),
    [
        ("imge: a", 'did you mean "image"?', False),
        ("livenesProbe: {}", 'did you mean "livenessProbe"?', True),
        ("ports: [{containerPort: 80, protcol: TCP}]", 'did you mean "protocol"?', True),
        ("resources: {scale: {}}", "known fields are cpu, memory, gpu, volumes and extended", False),
    ],
)
def test_an_unknown_field_is_reported_with_the_nearest(container, lines, hint, hides):
    result = container(lines)
    assert (result.codes, result.found.hint) == (["OAM216"], hint)
    # What stands below the misspelled name of a field that is absent is not known: nothing is asked of such a document.
    assert (result.document is None) is hides


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("securityContext: {runAsUser: 1}", "attach the trait security-policy to the instance"),
        ("volumeMounts: []", "list the volumes of a container under its resources.volumes"),
        ("envFrom: []", "list each variable under env"),
        ("workingDir: /x", "OAM has no word for it: let the command of the container do it"),
        ("ports: [{containerPort: 80, hostPort: 80}]", "OAM has no word for it: write the object itself"),
        ("ports: [{containerPort: 80, targetPort: 80}]", "write containerPort: the Service leads to it"),
        ("livenessProbe: {tcpSocket: {port: 80, host: a}}", "a probe asks the container itself"),
        ("resources: {requests: {cpu: 1}}", "write resources: {cpu: {required: AMOUNT}, memory: {required: AMOUNT}}"),
    ],
)
def test_a_field_of_kubernetes_is_answered_with_what_oam_has_in_its_place(container, lines, hint):
    result = container(lines)
    assert result.codes == ["OAM216"]
    assert result.found.hint.startswith(hint)


@pytest.mark.parametrize(
    "source",
    [
        "{secretKeyRef: {name: s, key: k}}",
        "{configMapKeyRef: {name: s, key: k, optional: true}}",
        "{fieldRef: {fieldPath: metadata.name}}",
        "{resourceFieldRef: {resource: limits.cpu}}",
        "{whatever: [1]}",
    ],
)
def test_a_source_of_kubernetes_is_taken_as_it_is_written(container, source):
    result = container(f"env: [{{name: A, valueFrom: {source}}}]")
    (entry,) = result.document.containers[0].env
    assert result.codes == []
    assert (entry.value, entry.from_parameter) == (None, None)
    assert entry.value_from is not None


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ("value: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}", ["OAM430"]),
        ("value: '', valueFrom: {fieldRef: {fieldPath: metadata.name}}", ["OAM430"]),
        ("fromParam: x, valueFrom: {fieldRef: {fieldPath: metadata.name}}", ["OAM430"]),
        ("fromParam: '', valueFrom: {fieldRef: {fieldPath: metadata.name}}", []),
        ("value: null, valueFrom: {fieldRef: {fieldPath: metadata.name}}", []),
        ("valueFrom: {}", ["OAM213"]),
        ("valueFrom: []", ["OAM211"]),
        ("valueFrom: sesame", ["OAM211"]),
        ("valueFrom: null", ["OAM233"]),
    ],
)
def test_a_source_of_kubernetes_stands_alone(container, fields, codes):
    assert container(f"env: [{{name: A, {fields}}}]").codes == codes


def test_a_file_has_no_source_of_kubernetes(container):
    result = container("config: [{path: /a, valueFrom: {secretKeyRef: {name: s, key: k}}}]")
    assert result.codes == ["OAM233"]
    assert result.found.hint.startswith("a file has no valueFrom: declare a parameter")
