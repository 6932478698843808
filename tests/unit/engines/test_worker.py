"""The worker from outside: programs that are missing, of another version, die, hang, lie, or answer; what they get to see."""

import json
import sys
import time
from pathlib import Path

import pytest

from oamc.diagnostics.codes import engines as codes
from oamc.diagnostics.reports import Reports
from oamc.engines import contract
from oamc.engines.contract import Change, EngineFailed, Template
from oamc.engines.findings import report_failure
from oamc.engines.process import Limits
from oamc.engines.worker import CueWorker
from oamc.spans import SourceFile, Span
from tests.support import processes
from tests.support.cue import HELLO, strange_program

TEMPLATE = Template(name="t.cue", text="output: {}")
SHORT = Limits(seconds=20.0, starts=2)
AT = Span(SourceFile(path="app.yaml", label="app.yaml", text=""), 3, 5, 3, 9)
TREE = '{"id": %d, "roots": [{"name": "output", "tree": {"k": "string", "v": "x"}}]}'
ANSWER = f"say({TREE!r} % request['id'])"


def failure(program, limits=SHORT, template=TEMPLATE, parameter=None):
    """Return the diagnostic of a request that has no result."""
    reports = Reports()
    with CueWorker(program, limits=limits) as engine, pytest.raises(EngineFailed) as raised:
        engine.render(template, parameter or {}, {})
    report_failure(raised.value, reports, at=AT, what='the definition "scaler"')
    (found,) = reports.found
    assert found.hint
    assert found.span == AT
    assert str(raised.value) == f"{raised.value.reason}: {raised.value.details}"
    return found


def test_a_program_that_is_not_there_is_told(tmp_path):
    found = failure(str(tmp_path / "cue-engine"))
    assert found.code == codes.ENGINE_MISSING
    assert 'the definition "scaler" needs the CUE engine' in found.message
    assert 'pip install "oamc[cue]"' in found.hint


def test_a_program_that_cannot_be_started_is_told(tmp_path):
    program = tmp_path / "cue-engine"
    program.write_text("no program")
    assert failure(str(program)).code == codes.ENGINE_MISSING


@pytest.mark.parametrize(
    "hello",
    ['{"protocol": 3, "engine": "9", "cue": "v0.14.1"}', '{"protocol": 2, "engine": "0", "cue": "v0.9.2"}'],
    ids=["protocol", "cue"],
)
def test_an_engine_of_another_version_is_told(tmp_path, hello):
    found = failure(strange_program(tmp_path, ANSWER, hello))
    assert found.code == codes.ENGINE_OF_ANOTHER_VERSION
    assert "this oamc speaks 2 with v0.14.1" in found.message


@pytest.mark.slow
@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("sys.exit(3)", "it ended with status 3"),
        ("sys.stderr.write('panic: \\x1b[2J broken\\nmore'); sys.exit(2)", "it ended with status 2: panic: \\x1b[2J broken"),
        ("os.kill(os.getpid(), 11)", "it was ended by SIGSEGV"),
        ("os.kill(os.getpid(), 40)", "it was ended by signal 40"),
        ("os.close(1); time.sleep(300)", "it closed its output"),
        ("sys.stderr.write('x' * 10_000_000); sys.exit(4)", "it ended with status 4: xxxx"),
        ('say(\'{"id": %d, "broken": "nil"}\' % request[\'id\'])', "nil"),
    ],
    ids=["status", "panic", "signal", "unnamed signal", "closed", "much to say", "broken"],
)
def test_an_engine_that_dies_is_told_with_its_first_words(tmp_path, body, words, monkeypatch):
    monkeypatch.setattr("oamc.engines.process.PATIENCE", 0.5 if "sleep" in body else 60.0)
    found = failure(strange_program(tmp_path, body))
    assert found.code == codes.ENGINE_CRASHED
    assert words in found.message


@pytest.mark.slow
def test_an_engine_that_hangs_is_killed(tmp_path):
    began = time.monotonic()
    found = failure(strange_program(tmp_path, "time.sleep(300)"), Limits(seconds=0.5))
    assert found.code == codes.TEMPLATE_TOO_SLOW
    assert "more than 0.5 seconds" in found.message
    assert time.monotonic() - began < 60


@pytest.mark.slow
def test_an_engine_that_does_not_read_is_killed(tmp_path):
    program = tmp_path / "deaf"
    program.write_text(f"#!{sys.executable} -IS\nimport time\ntime.sleep(300)\n")
    program.chmod(0o755)
    large = Template(name="t", text="x" * 1_000_000)
    assert failure(str(program), Limits(seconds=0.5), large).code == codes.TEMPLATE_TOO_SLOW


@pytest.mark.parametrize(
    "body",
    [
        'say(\'{"id": %d, "stopped": "memory"}\' % request[\'id\'])',
        "sys.exit(77)",
        "sys.stderr.write('fatal error: runtime: out of memory'); sys.exit(2)",
        "sys.stderr.write('runtime: goroutine stack exceeds 1-byte limit'); sys.exit(2)",
        "sys.stderr.write('SIGSEGV: segmentation violation\\n\\ngoroutine 0 gp=0x1 [idle]:\\n'); sys.exit(2)",
    ],
    ids=["told", "status", "system", "stack", "collector"],
)
def test_an_engine_that_ran_out_of_memory_is_told(tmp_path, body):
    found = failure(strange_program(tmp_path, body))
    assert found.code == codes.TEMPLATE_TOO_LARGE
    assert "more than 256 MiB" in found.message


def test_a_break_in_the_code_of_an_engine_is_no_lack_of_memory(tmp_path):
    body = "sys.stderr.write('SIGSEGV: segmentation violation\\n\\ngoroutine 7 gp=0x1 [running]:\\n'); sys.exit(2)"
    assert failure(strange_program(tmp_path, body)).code == codes.ENGINE_CRASHED


LIES = {
    "no JSON": "hello",
    "no object": "[]",
    "another request": '{"id": 99}',
    "half a character": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "string", "v": "\\ud800"}}]}',
    "an unknown kind": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "number", "v": "1"}}]}',
    "no number": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "int", "v": "1; rm"}}]}',
    "no float": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "float", "v": "nan"}}]}',
    "no boolean": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "bool", "v": "yes"}}]}',
    "no bytes": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "bytes", "v": "*"}}]}',
    "a field twice": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "struct", "f": [{"n": "a", "v": {"k": "null"}}, '
    '{"n": "a", "v": {"k": "null"}}]}}]}',
    "a root that nobody asked for": '{"id": %d, "roots": [{"name": "other", "tree": {"k": "null"}}]}',
    "a root twice": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "null"}}, {"name": "output", "tree": '
    '{"k": "null"}}]}',
    "roots that are no list": '{"id": %d, "roots": {}}',
    "a text that is none": '{"id": %d, "roots": [{"name": 1, "tree": {"k": "null"}}]}',
    "a place that is none": '{"id": %d, "errors": [{"kind": "syntax", "message": "x", "positions": [{"s": "t", "l": -1}]}]}',
    "an unknown error": '{"id": %d, "errors": [{"kind": "what", "message": "x"}]}',
    "a boolean that is none": '{"id": %d, "roots": [{"name": "output", "tree": {"k": "struct", "o": 1}}]}',
}


@pytest.mark.parametrize("answer", LIES.values(), ids=LIES)
def test_an_engine_that_lies_is_told(tmp_path, answer):
    said = f"{answer!r} % request['id']" if "%d" in answer else repr(answer)
    assert failure(strange_program(tmp_path, f"say({said})")).code == codes.ENGINE_UNREADABLE


@pytest.mark.parametrize("hello", ["[]", '{"protocol": "2", "cue": "v0.14.1"}', '{"protocol": 2}'])
def test_a_greeting_that_is_none_is_told(tmp_path, hello):
    assert failure(strange_program(tmp_path, ANSWER, hello)).code == codes.ENGINE_UNREADABLE


def test_an_answer_that_is_nested_without_end_is_told(tmp_path):
    tree = '(\'{"k": "list", "i": [\' * 100_000 + \']}\' * 100_000)'
    body = f'say(\'{{"id": %d, "roots": [{{"name": "output", "tree": %s}}]}}\' % (request[\'id\'], {tree}))'
    assert failure(strange_program(tmp_path, body)).code == codes.ENGINE_UNREADABLE


@pytest.mark.parametrize(("size", "code"), [(1000, None), (1001, codes.RESULT_TOO_LARGE)])
def test_an_answer_may_be_as_long_as_the_limit(tmp_path, size, code):
    program = strange_program(
        tmp_path,
        'start = \'{"id": %d, "roots": [{"name": "output", "tree": {"k": "string", "v": "\' % request[\'id\']\n'
        f"say(start + 'x' * ({size} - len(start) - 6) + '\"}}}}]}}')",
    )
    limits = Limits(reply=1000)
    if code is None:
        with CueWorker(program, limits=limits) as engine:
            assert engine.render(TEMPLATE, {}, {}).root("output").text.endswith("x")
    else:
        assert failure(program, limits).code == code


def request_of(text):
    """Return the parts of a request to render a template called "t"."""
    return {
        "op": "render",
        "sources": [{"name": "t", "text": text}],
        "roots": list(contract.ROOTS),
        "parameter": {},
        "context": {},
        "returns": [],
    }


def test_a_request_may_be_as_long_as_the_limit(tmp_path):
    program = strange_program(tmp_path, f"assert len(line) <= 2000\n{ANSWER}")
    with CueWorker(program, limits=Limits(request=2000)) as engine:
        engine.version()
        spare = 2000 - len(json.dumps({"id": 3, **request_of("")})) - 1
        assert engine.render(Template(name="t", text="x" * spare), {}, {}).roots
        with pytest.raises(EngineFailed, match=contract.REQUEST_TOO_LARGE):
            engine.render(Template(name="t", text="x" * (spare + 1)), {}, {})
        # What was refused did not end the engine.
        assert engine.render(TEMPLATE, {}, {}).root("output").text == "x"
    assert failure(program, Limits(request=2000), Template(name="t", text="x" * 3000)).code == codes.REQUEST_TOO_LARGE


def nested(levels):
    value = "x"
    for _ in range(levels):
        value = {"a": value}
    return value


def test_a_value_may_be_as_deep_as_the_limit(tmp_path):
    program = strange_program(tmp_path, ANSWER)
    with CueWorker(program, limits=Limits(depth=20)) as engine:
        assert engine.render(TEMPLATE, nested(20), {}).roots
    assert failure(program, Limits(depth=20), parameter=nested(21)).code == codes.REQUEST_TOO_LARGE
    assert failure(program, parameter=nested(100_000)).code == codes.REQUEST_TOO_LARGE


def test_an_engine_is_started_once_and_again_after_it_broke_but_not_for_ever(tmp_path):
    program = strange_program(tmp_path, f"if request['sources'][0]['name'] == 'bad': sys.exit(1)\n{ANSWER}")
    bad = Template(name="bad", text="")
    with CueWorker(program, limits=SHORT) as engine:
        assert [engine.render(TEMPLATE, {}, {}).root("output").text for _ in range(3)] == ["x"] * 3
        number = engine._process._process.pid
        assert engine.render(TEMPLATE, {}, {}).roots
        assert engine._process._process.pid == number
        for _ in range(2):
            with pytest.raises(EngineFailed, match="crashed"):
                engine.render(bad, {}, {})
        reports = Reports()
        with pytest.raises(EngineFailed) as raised:
            engine.render(TEMPLATE, {}, {})
    report_failure(raised.value, reports, at=None, what="it")
    assert reports.found[0].code == codes.ENGINE_GIVEN_UP
    assert "2 times" in reports.found[0].message


def test_a_program_sees_no_environment_no_files_and_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET", "s3cret")
    opened = (tmp_path / "open").open("w")
    seen = (
        "seen = json.dumps([sorted(set(os.environ) - {'LC_CTYPE'}), os.listdir('.'), os.getcwd(), len(sys.argv), "
        "[number for number in range(3, 100) if os.path.exists('/proc/self/fd/%d' % number)]])"
    )
    program = Path(strange_program(tmp_path, "say(json.dumps({'id': request['id'], 'text': seen}))"))
    # Looked at before the engine is confined: afterwards it could open nothing to look.
    first, rest = program.read_text().split("\nimport json, os, sys, time\n")
    program.write_text(f"{first}\nimport json, os, sys, time\n{seen}\n{rest}")
    with opened, CueWorker(str(program)) as engine:
        environment, listing, folder, arguments, others = json.loads(engine.format(TEMPLATE).text)
        assert Path(folder).is_dir()
    # The interpreter of the script has the script open.
    assert (environment, listing, arguments) == ([], [], 1)
    assert len(others) <= 1
    assert not Path(folder).exists()
    assert Path(folder) != Path.cwd()


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux holds a process to these bounds")
def test_the_kernel_lets_a_program_open_nothing_and_bounds_its_memory(tmp_path):
    body = (
        "found = []\n"
        "for name in ('/etc/passwd', 'new'):\n"
        "    try: open(name, 'w' if name == 'new' else 'r'); found.append('opened')\n"
        "    except OSError as error: found.append(error.errno)\n"
        "try: import _socket; _socket.socket(); found.append('connected')\n"
        "except (OSError, ImportError): pass\n"
        "try: bytearray(200 * 1024 * 1024); found.append('taken')\n"
        "except MemoryError: found.append('none')\n"
        "say(json.dumps({'id': request['id'], 'text': repr(found)}))"
    )
    with CueWorker(strange_program(tmp_path, body), limits=Limits(memory=64 * 1024 * 1024)) as engine:
        assert engine.format(TEMPLATE).text == "[24, 24, 'none']"


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux holds a process to these bounds")
def test_the_kernel_bounds_the_processor_time_of_each_request(tmp_path):
    import resource

    with CueWorker(strange_program(tmp_path, ANSWER), limits=Limits(seconds=3.0)) as engine:
        for _ in range(2):
            assert engine.render(TEMPLATE, {}, {}).roots
            soft, hard = resource.prlimit(engine._process._process.pid, resource.RLIMIT_CPU)
            assert 7 <= soft <= 9
            assert hard == resource.getrlimit(resource.RLIMIT_CPU)[1]
    busy = "sys.stderr.write('SIGXCPU: cpu limit exceeded'); sys.exit(2)"
    assert failure(strange_program(tmp_path, busy)).code == codes.TEMPLATE_TOO_SLOW


def test_values_are_sent_as_the_json_of_go_has_them(tmp_path):
    tree = "{'name': 'output', 'tree': {'k': 'string', 'v': line}}"
    program = strange_program(tmp_path, f"say(json.dumps({{'id': request['id'], 'roots': [{tree}]}}))")
    value = {"b": (1,), "a": [1.0, -2.0, 1.5, 1e20, 1e21, True, None, "ä\u2028"]}
    with CueWorker(program) as engine:
        line = engine.render(Template(name="n", text=""), value, None, returns={"a.b": 2.0}).root("output").text
    assert '{"a": [1, -2, 1.5, 100000000000000000000, 1e+21, true, null, "\\u00e4\\u2028"], "b": [1]}' in line
    assert '"returns": [{"path": "a.b", "value": 2}]' in line
    assert "context" not in line


@pytest.mark.parametrize("value", [{1: 2}, {"a": {2}}, {"a": float("nan")}])
def test_what_is_no_plain_data_is_a_fault_of_the_caller(tmp_path, value):
    with CueWorker(strange_program(tmp_path, ANSWER)) as engine, pytest.raises((TypeError, ValueError)):
        engine.render(TEMPLATE, value, {})


def test_an_interrupted_request_ends_the_engine(tmp_path, monkeypatch):
    with CueWorker(strange_program(tmp_path, ANSWER)) as engine:
        engine.version()
        running = engine._process

        def interrupted(_line):
            raise KeyboardInterrupt

        monkeypatch.setattr(running, "ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            engine.render(TEMPLATE, {}, {})
        assert running._process.poll() is not None


def test_every_operation_reads_its_answer(tmp_path):
    answers = {
        "vet": {"errors": [{"kind": "syntax", "message": "m", "path": ["a"], "positions": [{"s": "t", "l": 1, "c": 2}]}]},
        "schema": {
            "type": {"kinds": ["int"], "rules": [{"operator": ">", "operand": {"k": "int", "v": "1"}}]},
            "seen": [["name"]],
        },
        "trace": {
            "roots": [],
            "traces": [{"leaves": [{"path": ["output", 0], "old": {"k": "null"}, "new": {"k": "int", "v": "1"}}], "shape": ""}],
        },
        "fmt": {"text": "a: 1\n"},
        "definition": {"name": "d", "roots": [{"name": "d", "tree": {"k": "null"}}], "text": "a"},
    }
    program = strange_program(tmp_path, f"say(json.dumps({{'id': request['id'], **{answers!r}[request['op']]}}))")
    with CueWorker(program) as engine:
        assert engine.version() == "v0.14.1"
        (error,) = engine.vet([TEMPLATE])
        assert (error.message, error.path, error.places[0].column) == ("m", ("a",), 2)
        assert engine.schema(TEMPLATE).type.rules[0].operand.text == "1"
        traced = engine.trace(TEMPLATE, {"a": 1}, {}, [Change(path=("a",), value=2)])
        assert traced.reached[0].leaves[0].path == ("output", 0)
        assert engine.format(TEMPLATE).text == "a: 1\n"
        assert engine.definition(TEMPLATE).template == Template(name="t.cue", text="a")
        with pytest.raises(EngineFailed, match="other changes"):
            engine.trace(TEMPLATE, {"a": 1}, {}, [])


def test_the_greeting_of_the_tests_is_that_of_the_protocol():
    assert json.loads(HELLO)["protocol"] == 2


def test_an_answer_that_came_as_the_time_was_up_does_not_end_the_next_request(tmp_path):
    with CueWorker(strange_program(tmp_path, ANSWER)) as engine:
        engine.version()
        running = engine._process
        exchange = running._exchange

        def late(line):
            answer = exchange(line)
            running._interrupt()
            return answer

        running._exchange = late
        with pytest.raises(EngineFailed, match="too slow"):
            engine.render(TEMPLATE, {}, {})
        assert engine.render(TEMPLATE, {}, {}).root("output").text == "x"


def test_without_a_place_for_temporary_files_that_is_told(tmp_path, monkeypatch):
    program = strange_program(tmp_path, ANSWER)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    found = failure(program)
    assert found.code == codes.ENGINE_MISSING
    assert "No such file or directory" in found.message


@pytest.mark.skipif(sys.platform != "linux", reason="only the kernel of Linux holds a process to these bounds")
def test_bounds_that_the_machine_has_already_stay(tmp_path):
    program = strange_program(tmp_path, ANSWER)
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_CPU, (9, 9))\n"
        "resource.setrlimit(resource.RLIMIT_DATA, (400_000_000, 400_000_000))\n"
        "from oamc.engines.contract import Template\n"
        "from oamc.engines.worker import CueWorker\n"
        "with CueWorker(sys.argv[1]) as engine:\n"
        "    print(engine.render(Template(name='t', text=''), {}, {}).root('output').text)\n"
        "    for what in (resource.RLIMIT_CPU, resource.RLIMIT_DATA):\n"
        "        print(*resource.prlimit(engine._process._process.pid, what))\n"
    )
    ended = processes.run([sys.executable, "-c", script, program], processes.ROOT)
    assert ended.out.split() == ["x", "9", "9", "400000000", "400000000"], ended.err
