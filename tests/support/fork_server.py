"""An interpreter that has loaded what a build loads, and of which every run is a copy.

Starting an interpreter and loading modules is four fifths of a short run. A copy is a process of its own as well: its status,
its time, its memory, its limits and its descriptors are only its own, and nothing of it stays. It differs from a process that
is started in what the interpreter does at its start: the order of imports, the seed of hashes, the language. So somebody starts
some of the runs in any case, and asks for a server for each seed.

`fork_server.py REQUESTS ANSWERS FILE FOLDER`: the first two are open descriptors. A request is a line of JSON: the `words` of a
command line, a `program` to run instead of `oamc` (or nothing), `folder`, `environment`, `streams` (three files), `seconds` of
the processor (0 for no limits). It is answered by the number of the process, and when that has ended by its status, its seconds
of the processor and its peak of memory in KiB. FILE is a document: what its builds into the empty FOLDER load is loaded before
the first request, by imports alone.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
from typing import IO, Any

from launcher import limit


def load(document: str, folder: str) -> None:
    """Load the modules that builds of a document load. A copy builds, so that nothing but the modules stays."""
    reading, writing = os.pipe()
    scout = os.fork()
    if scout == 0:
        from oamc.cli.entry import run

        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
        for kind in ("helm", "manifests"):
            run(["build", document, "--format", kind, "-o", f"{folder}/{kind}"])
        os.write(writing, "\n".join(sys.modules).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as names:
        for name in names.read().split("\n"):
            if not name.startswith("yaml"):  # oamc has a door of its own to it
                with contextlib.suppress(ImportError):
                    importlib.import_module(name)
    os.waitpid(scout, 0)


def serve(requests: IO[bytes], answers: IO[bytes]) -> dict[str, Any]:
    """Answer requests to their end, which ends this process; return in each copy with its request."""
    for line in requests:
        copy = os.fork()
        if copy == 0:
            requests.close()
            answers.close()
            request: dict[str, Any] = json.loads(line)
            return request
        answers.write(b"%d\n" % copy)
        answers.flush()
        _, waited, used = os.wait4(copy, 0)
        with contextlib.suppress(ProcessLookupError):  # what it has left behind
            os.killpg(copy, signal.SIGKILL)
        answers.write(b"%d %f %d\n" % (os.waitstatus_to_exitcode(waited), used.ru_utime + used.ru_stime, used.ru_maxrss))
        answers.flush()
    os._exit(0)


def become(request: dict[str, Any]) -> None:
    """Make of a copy what a started process would be: its streams, surroundings, limits and words."""
    os.setsid()
    for number, file in enumerate(request["streams"]):
        descriptor = os.open(file, os.O_RDWR | os.O_APPEND)
        os.dup2(descriptor, number)
        os.close(descriptor)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.dont_write_bytecode = bool(os.environ.get("PYTHONDONTWRITEBYTECODE"))
    sys.path[:1] = [folder for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep) if folder]
    if request["seconds"]:
        limit(request["seconds"])
    sys.argv[:] = request["words"]
    sys.modules.pop("sitecustomize", None)  # some systems have one of their own, which this interpreter has loaded
    with contextlib.suppress(ModuleNotFoundError):  # as `site` does it
        importlib.import_module("sitecustomize")


if __name__ == "__main__":
    load(*sys.argv[3:])
    gc.collect()
    gc.freeze()
    asked = serve(os.fdopen(int(sys.argv[1]), "rb"), os.fdopen(int(sys.argv[2]), "wb"))
    become(asked)
    if asked["program"]:
        exec(compile(asked["program"], "<string>", "exec"), {"__name__": "__main__"})
    else:
        from oamc.cli.entry import main

        sys.exit(main())
