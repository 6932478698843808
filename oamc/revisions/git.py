"""Questions to git about a repository: what a commit is, which files it has, and what is in them.

In: arguments of git, and bytes for its standard input. Out: the bytes of its answer, or a `GitError`. It may not ask anybody,
fetch, or start a program that the repository names: the repository may be a stranger's.
"""

from __future__ import annotations

import os
import shutil
import subprocess

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_WAIT = 60
"""Seconds that one question to git may take: it reads the disk of this machine and nothing else."""
SAFELY = (
    "--no-pager",
    "--no-optional-locks",
    "--literal-pathspecs",
    *("-c", "core.fsmonitor=false"),
)
QUIETLY = {"GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C"}
"""What keeps git, with `SAFELY`, from programs that a repository of a stranger names: a transport, a monitor, a pager.

A list of allowed protocols in the environment goes before what the configuration of the repository allows (git-config(1),
`protocol.allow`).
"""


class GitError(Exception):
    """Git is not there, or does not do what it is asked; its text says so."""


def ask(arguments: Sequence[str], otherwise: str = "", given: bytes = b"") -> bytes:
    """Return what git answers; `otherwise` is the reason where it fails, else its own words are."""
    program = shutil.which("git")
    if program is None:
        raise GitError("git is not installed")
    try:
        done = subprocess.run(  # noqa: S603  # a program of the system, arguments as a list, no shell
            [program, *SAFELY, *arguments],
            input=given,
            capture_output=True,
            env={**os.environ, **QUIETLY},
            timeout=LONGEST_WAIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise GitError(f"git gave no answer within {LONGEST_WAIT} seconds") from None
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from None
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().partition("\n")[0].removeprefix("fatal: ")
        unsafe = "dubious ownership" in words
        raise GitError(words if unsafe or not otherwise else otherwise)
    return done.stdout
