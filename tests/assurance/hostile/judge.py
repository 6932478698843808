"""Says which promises a run broke, by problem codes.

The process:
    TRACEBACK   a traceback, or a fault of oamc itself
    HANG        it took 10 seconds of processor time, waited for ever, or took longer than its case allows
    SIGNAL      a signal ended it, or it took more memory than its case allows
    EXIT        a status that is not documented for `build` of an input: 0 or 1
What it touched:
    OUTSIDE     a path changed that is not below the output, or a file was opened that nobody named
    CANARY      a decoy, an input or a file of the user changed, or a file appeared that a payload names
    SYMLINK     a link was followed to write, or the output has a link or another thing that is no file
    NETWORK     a socket was made
    EXEC        a program was started, or a pickle loaded
    FILENAME    a name of the output is not plain, is a device of Windows, or meets another in lower case
    MODE        a file of the output is not 0644, a folder not 0755
    LEFTOVER    after a refusal there is output; or temporary files are left
What it printed:
    LOGCTRL     control or format characters
    LOGCMD      a line that a CI system takes for a command
    LOGUTF8     bytes that are not UTF-8
    LOGBIG      more than 64 KiB and a closing line, or more than 100 findings
    LOGSECRET   a secret of the environment, or one that the case plants
    PATHLEAK    the user, the host, or the place of the build, in messages or in the output
The outcome:
    ACCEPTED    a bad input was accepted
    REJECTED    a good input was refused
    NOPOS       a refusal without file and line
    WRONGLINE   a refusal for the right reason at another line
    NOREASON    a refusal, or a warning, for another reason than the right one
    SILENT      a warning that is due did not come, or an object is missing
The output:
    PAYLOAD     a value is lost or another one
    BYTES       a value has other white space, line breaks or invisible characters
    FORBIDDEN   a payload is a key, a kind, a name, a namespace or a host
    ESCAPED     there are objects or fields that the input does not ask for
    DANGER      an object gives rights to the node, which the input does not ask for
    OVERRIDE    a text given at install time changes more than its value
    BADOBJ      an object breaks the schemas or the naming rules of Kubernetes
    LINT        `helm lint` complains
    BADCHART    Helm refuses the chart, or renders other objects than the manifests
    SCHEMA      values.schema.json is open, refers elsewhere, is too deep, or has a pattern out of the input
    NONDET      a second run gave other bytes
"""

from __future__ import annotations

from collections.abc import Sequence

from tests.assurance.hostile.cases import Case
from tests.assurance.hostile.outcome_rules import accepted_problems, refused_problems
from tests.assurance.hostile.output_rules import output_problems
from tests.assurance.hostile.problems import Problem
from tests.assurance.hostile.process_rules import process_problems
from tests.assurance.hostile.rendering import Rendering
from tests.assurance.hostile.sandbox import Run

GROUPS = {
    "R14, R17, R18": ("TRACEBACK", "HANG", "SIGNAL", "EXIT"),
    "R1, R2, R3, R4": ("OUTSIDE", "CANARY", "SYMLINK", "NETWORK", "EXEC"),
    "R2, R17, R26": ("FILENAME", "MODE", "LEFTOVER", "NONDET"),
    "R13": ("NOPOS", "WRONGLINE", "NOREASON"),
    "R11": ("ACCEPTED", "REJECTED", "SILENT"),
    "R5, R7": ("FORBIDDEN", "ESCAPED", "DANGER", "OVERRIDE"),
    "R6, R12": ("PAYLOAD", "BYTES"),
    "R9, R10": ("BADOBJ", "LINT", "BADCHART", "SCHEMA"),
    "R15, R16": ("LOGCTRL", "LOGCMD", "LOGUTF8", "LOGBIG", "LOGSECRET", "PATHLEAK"),
}
CODES = tuple(code for codes in GROUPS.values() for code in codes)


def judge(case: Case, runs: Sequence[Run], rendering: Rendering | None = None, patience: float = 1.0) -> list[Problem]:
    """Return what is wrong with the runs of a case, one for each kind of output; charts are judged as `rendering` has them.

    On a machine that does other work, `patience` times the processor time is allowed.
    """
    problems: list[Problem] = []
    for run in runs:
        problems += process_problems(case, run, patience)
        if case.expect == "refused":
            problems += refused_problems(case, run)
        else:
            problems += accepted_problems(case, run)
    if case.expect == "accepted" and all(run.status == 0 for run in runs):
        problems += output_problems(case, runs, rendering)
    return list(dict.fromkeys(problems))


def differing(case: Case, first: Run, again: Run) -> list[Problem]:
    """Return a problem where two runs of one kind, in two places and under two hash seeds, showed different things."""
    return [Problem("NONDET", f"{case.id}: two runs differ")] if _shown(first) != _shown(again) else []


def _shown(run: Run) -> tuple[object, ...]:
    """Return all that a run showed. A scene may name the place; the command never does (PATHLEAK)."""
    place = run.place.encode()
    after = {path: (entry.kind, entry.mode, entry.content.replace(place, b"")) for path, entry in run.after.items()}
    return run.status, run.stdout, run.stderr, after
