"""Programs that break a promise each: the judge must catch every one by its code, and the real command by none.

A stand-in is a few lines that are run in the place of `oamc`, with the same arguments, in the same sandbox. Most call the real
command and then do what it never would: `status` is what it returned, `edit` changes the text of every file of the output.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import NamedTuple

from tests.assurance.hostile.cases import Case, cases_of

PRELUDE = """\
import os, re, sys
from pathlib import Path
from oamc.cli.entry import run

def edit(change):
    for path in Path("out").rglob("*"):
        if path.is_file() and path.name != ".oamc-files":
            path.write_text(change(path.read_text()))

"""
REAL = "status = run(sys.argv[1:])\n"
END = "\nsys.stdout.flush(); sys.stderr.flush(); os._exit(status)\n"


class StandIn(NamedTuple):
    """A broken program: the `code` that must be among its problems, what it does wrong, its lines, and the case that shows it.

    `again` asks for a second run under another hash seed. `wall_seconds` bounds the time that it may wait.
    """

    code: str
    does: str
    lines: str
    case: Case
    format: str = "manifests"
    again: bool = False
    wall_seconds: float = 60

    def command(self) -> Sequence[str]:
        """Return the words that start it."""
        return (sys.executable, "-c", PRELUDE + self.lines + END)


def _case(kind: str, name: str, **changes: object) -> Case:
    """Return a case of the collection, with some of its fields changed."""
    (found,) = [case for case in cases_of(kind) if case.name == name]
    return found._replace(**changes)


GOOD = _case("yaml", "plain")
BAD = _case("yaml", "duplicate-key")
WARNED = _case("yaml", "merge-after-key")
TEXTS = _case("yaml", "block-texts")
LINKED = _case("paths", "output-is-a-link")
FINDING = "sys.stderr.write('error[{code}]: {message}\\n  --> {place}\\n'); status = 1"
KEY_TWICE = 'the key "image" is given twice in one mapping'


def _says(code: str, place: str) -> str:
    """Return the line of a program that only prints one finding and refuses."""
    text = f"error[{code}]: {KEY_TWICE}\n" + (f"  --> {place}\n" if place else "")
    return f"sys.stderr.write({text!r}); status = 1"


def _replaces(old: str, new: str) -> str:
    """Return lines that run the real command and replace a text in all that it wrote."""
    return f"{REAL}edit(lambda text: text.replace({old!r}, {new!r}))"


MORE_OBJECTS = "\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: more}\n"
OPEN_SCHEMA = (
    '{"properties": {"shop-web": {"properties": {"containers": {"properties": '
    '{"web": {"properties": {"image": {"type": "string"}}}}}}}}}'
)
UNQUOTED = f"""{REAL}
Path("out/shop/values.schema.json").write_text({OPEN_SCHEMA!r})
edit(lambda text: re.sub("[.]web[.]image [|][^}}]*", ".web.image ", text))
"""

STAND_INS = (
    StandIn("TRACEBACK", "lets an exception through", "raise RuntimeError", GOOD),
    StandIn("TRACEBACK", "has a fault that it explains", "print('oamc has a fault: KeyError'); status = 70", GOOD),
    StandIn(
        "HANG",
        "takes more time than its case allows",
        f"import time\n{REAL}while time.process_time() < 2.5: pass",
        GOOD._replace(most_seconds=2.4 / 1.5),
    ),
    StandIn("HANG", "waits for a pipe", "os.mkfifo('out'); open('out').read(); status = 0", GOOD, wall_seconds=3),
    StandIn("SIGNAL", "crashes", "os.kill(os.getpid(), 11)", GOOD),
    StandIn("SIGNAL", "takes 300 MB of memory", f"{REAL}waste = bytearray(300_000_000)", GOOD),
    StandIn("EXIT", "ends with a status of its own", f"{REAL}status = 3", BAD),
    StandIn("OUTSIDE", "writes beside the output", f"{REAL}Path('more.txt').write_text('x')", GOOD),
    StandIn("OUTSIDE", "leaves a temporary file", f"{REAL}Path(os.environ['TMPDIR'], 'x').write_text('x')", GOOD),
    StandIn("OUTSIDE", "reads what nobody named", f"{REAL}open('/etc/hostname').close()", GOOD),
    StandIn("OUTSIDE", "reads a file beside the inputs", f"{REAL}open('neighbor/canary.yaml').close()", GOOD),
    StandIn("CANARY", "changes a file of the user", f"{REAL}Path('notes.txt').write_text('x')", GOOD),
    StandIn("CANARY", "removes a file of the user", f"{REAL}Path('../home/.kube/config').unlink()", GOOD),
    StandIn("CANARY", "makes the file of a payload", f"{REAL}Path('../pwned').write_text('x')", GOOD),
    StandIn("SYMLINK", "writes through a link", "Path('out/values.yaml').write_text('x'); status = 0", LINKED),
    StandIn("SYMLINK", "puts a link into the output", f"{REAL}os.symlink('/etc', 'out/shop/etc')", GOOD),
    StandIn("NETWORK", "makes a socket", f"import socket\n{REAL}socket.socket().close()", GOOD),
    StandIn("EXEC", "starts a program", f"import subprocess\n{REAL}subprocess.run(['true'])", GOOD),
    StandIn("EXEC", "runs a line of the shell", f"{REAL}os.system('true')", GOOD),
    StandIn("FILENAME", "writes a name with a blank", f"{REAL}Path('out/shop/a b.yaml').write_text('')", GOOD),
    StandIn("FILENAME", "writes the name of a device", f"{REAL}Path('out/shop/nul.yaml').write_text('')", GOOD),
    StandIn("FILENAME", "writes names that meet in lower case", f"{REAL}Path('out/shop/Shop.yaml').write_text('')", GOOD),
    StandIn("MODE", "keeps a file from others", f"{REAL}os.chmod('out/shop/shop.yaml', 0o600)", GOOD),
    StandIn("LEFTOVER", "writes although it refuses", f"{REAL}os.mkdir('out')", BAD),
    StandIn("LEFTOVER", "leaves what it staged", f"{REAL}os.mkdir('out/.oamc-work-shop')", GOOD),
    StandIn("NONDET", "writes a hash", f"{REAL}edit(lambda text: text + f'# {{hash(text)}}\\n')", GOOD, again=True),
    StandIn("NOPOS", "names no place", _says("OAM112", ""), BAD),
    StandIn("WRONGLINE", "names another line", _says("OAM112", "duplicate-key.yaml:2:1"), BAD),
    StandIn("NOREASON", "refuses for another reason", _says("OAM110", "duplicate-key.yaml:13:7"), BAD),
    StandIn("NOREASON", "warns of nothing", f"{REAL}sys.stderr.write('warning[OAM130]: x\\n --> plain.yaml:1:1\\n')", GOOD),
    StandIn("ACCEPTED", "accepts what is wrong", "status = 0", BAD),
    StandIn("REJECTED", "refuses what is right", _says("OAM112", "plain.yaml:1:1"), GOOD),
    StandIn("SILENT", "says nothing", f"sys.stderr = open(os.devnull, 'w')\n{REAL}", WARNED),
    StandIn("SILENT", "drops an object", f"{REAL}edit(lambda text: text.partition('---')[0])", GOOD),
    StandIn(
        "FORBIDDEN",
        "takes a text for a key",
        _replaces("\n  labels:\n", "\n  labels:\n    pwned: x\n"),
        GOOD._replace(canary="pwned"),
    ),
    StandIn("FORBIDDEN", "takes a text for a name", _replaces("name: http", "name: pwned"), GOOD._replace(canary="pwned")),
    StandIn("ESCAPED", "writes one object more", f"{REAL}edit(lambda text: text + {MORE_OBJECTS!r})", GOOD),
    StandIn(
        "DANGER", "takes the network of the node", _replaces("restartPolicy:", "hostNetwork: true\n      restartPolicy:"), GOOD
    ),
    StandIn("OVERRIDE", "leaves a value without quotes", UNQUOTED, GOOD, "helm"),
    StandIn("PAYLOAD", "changes a value", _replaces("one", "two"), TEXTS),
    StandIn("PAYLOAD", "loses a value", _replaces("value: one", "other: one"), TEXTS),
    StandIn("BYTES", "changes white space", _replaces("one two", "one  two"), TEXTS),
    StandIn("BADOBJ", "writes a port that there is not", _replaces("containerPort: 8080", "containerPort: 0"), GOOD),
    StandIn(
        "BADOBJ", "writes a name that there is not", _replaces("name: shop-web", "name: Shop_Web"), GOOD._replace(objects=())
    ),
    StandIn("BADOBJ", "writes an object twice", f"{REAL}edit(lambda text: text + '---\\n' + text)", GOOD),
    StandIn("LINT", "leaves out the version of a chart", _replaces('\nversion: "0.1.0"', ""), GOOD, "helm"),
    StandIn("BADCHART", "writes a template that does not end", _replaces("{{- end }}", ""), GOOD, "helm"),
    StandIn(
        "SCHEMA",
        "opens the schema of values",
        _replaces('"additionalProperties": false', '"additionalProperties": true'),
        GOOD,
        "helm",
    ),
    StandIn(
        "SCHEMA",
        "refers to another place",
        _replaces('"type": "object",', '"$ref": "file:///etc/x", "type": "object",'),
        GOOD,
        "helm",
    ),
    StandIn("LOGCTRL", "prints a colour", f"{REAL}sys.stderr.write('\\x1b[31mx\\n')", GOOD),
    StandIn("LOGCTRL", "prints a mark that turns the line", f"{REAL}sys.stderr.write('\\u202ex\\n')", GOOD),
    StandIn("LOGCMD", "commands the CI system", f"{REAL}sys.stderr.write('::error::x\\n')", GOOD),
    StandIn("LOGCMD", "commands another CI system", f"{REAL}sys.stdout.write('x ##vso[task]\\n')", GOOD),
    StandIn("LOGUTF8", "prints what is no UTF-8", f"{REAL}sys.stderr.buffer.write(b'\\xff\\n')", GOOD),
    StandIn("LOGBIG", "prints 70,000 bytes", f"{REAL}sys.stderr.write('x' * 70_000)", GOOD),
    StandIn("LOGBIG", "prints 101 findings", f"{REAL}sys.stderr.write('error[OAM112]: x\\n' * 101)", BAD),
    StandIn("LOGSECRET", "prints a variable of its environment", f"{REAL}print(os.environ['DEPLOY_TOKEN'])", GOOD),
    StandIn(
        "LOGSECRET", "prints a text of the input", f"{REAL}print('example/web:1')", GOOD._replace(secrets=("example/web:1",))
    ),
    StandIn("PATHLEAK", "prints where it works", f"{REAL}print(os.getcwd())", GOOD),
    StandIn("PATHLEAK", "writes who built", f"{REAL}edit(lambda text: text + '# ' + os.environ['USER'] + chr(10))", GOOD),
)
