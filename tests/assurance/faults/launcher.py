# ruff: noqa: PTH102, PTH118, PTH120, PTH123 - the names of the functions that are wrapped
"""The program under test: one process that has oamc loaded and runs each command line in a child of its own.

    python -m tests.assurance.faults.launcher

reads one request a line from standard input and writes one answer a line to standard output, both JSON. A child is a copy of
a process that has imported everything, so a run costs milliseconds. It wraps the functions of the system that change
something on the disk, counts their calls ("points"), and at the point that is asked for does what is asked for.

A request:

    arguments    the command line
    folder       the current directory of the run
    action       what happens at a point: "" (nothing), the name of an error such as "ENOSPC", "KILL", "INT", "TERM", "SHORT"
                 (a write that takes one byte), "SHORT0" (likewise, and the next one fails)
    at           the number of the point, from 1
    after        the call is made first, then the action follows
    sticky       all later points of the kind fail too: errors of space do not concern calls that free it
    exchange     false: the system has no call that exchanges two directories
    file_size    the limit of the size of a file
    no_memory    [first, end]: the allocations between these numbers fail
    user         the user that the run belongs to
    stdout       a file for standard output
    environment  variables to set
    streamed     true: two files are many, so that trees are written while others are compiled
    naive        the careless writer of `naive.py` in the place of the product's
"""

from __future__ import annotations

import ctypes
import errno
import faulthandler
import fcntl
import gc
import importlib
import json
import mmap
import os
import resource
import signal
import struct
import sys
import tempfile
import time

from oamc.cli import compilation, entry
from oamc.fleets import division

SECONDS = 60
"""A run that takes longer hangs."""
SPACE = {"ENOSPC", "EDQUOT"}
FREEING = {"unlink", "rmdir", "flock", "rename", "exchange", "fchmod", "chmod"}
POINTS = mmap.mmap(-1, 1 << 20)
"""Shared with the children, so that the points of a child that was killed are known."""
HEAD = struct.Struct("Q")
OK = 0


class Points:
    """The points of one run, and what happens at one of them."""

    def __init__(self, request: dict) -> None:
        self.action = request.get("action", "")
        self.at = request.get("at", 0)
        self.after = request.get("after", False)
        self.sticky = request.get("sticky", False)
        self.exchange = request.get("exchange", True)
        self.count = 0
        self.end = HEAD.size
        self.created: set[int] = set()

    def meet(self, name: str, shown: object) -> str:
        """Count a point and return what has to happen there."""
        self.count += 1
        record = f"{name} {shown}\n".encode()
        POINTS[self.end : self.end + len(record)] = record
        self.end += len(record)
        HEAD.pack_into(POINTS, 0, self.end)
        if not self.at or self.count < self.at or (self.count > self.at and not self.sticky):
            return ""
        if self.count > self.at and self.action in SPACE and name in FREEING:
            return ""
        return self.action

    def act(self, action: str) -> None:
        """Do what happens at a point."""
        if action in {"KILL", "INT", "TERM", "HUP"}:
            os.kill(os.getpid(), getattr(signal, f"SIG{action}"))
        elif action and not action.startswith("SHORT"):
            number = getattr(errno, action)
            raise OSError(number, os.strerror(number))

    def wrap(self, name: str, call):
        """Return a call of the system that is a point."""

        def wrapped(*arguments, **options):
            action = self.meet(name, arguments[0] if arguments else "")
            if not self.after:
                self.act(action)
            result = call(*arguments, **options)
            if self.after:
                self.act(action)
            return result

        return wrapped

    def open(self, call):
        """Return `os.open`, of which only calls that may create a file are points."""
        counted = self.wrap("open", call)

        def wrapped(path, flags, *arguments, **options):
            if not flags & os.O_CREAT:
                return call(path, flags, *arguments, **options)
            descriptor = counted(path, flags, *arguments, **options)
            self.created.add(descriptor)
            return descriptor

        return wrapped

    def close(self, call):
        """Return `os.close`, of which only calls for written files are points: there a late error of a file system appears."""
        counted = self.wrap("close", call)

        def wrapped(descriptor):
            if descriptor not in self.created:
                return call(descriptor)
            self.created.discard(descriptor)
            self.after, after = self.action not in {"KILL", "INT", "TERM", "HUP"} or self.after, self.after
            try:
                return counted(descriptor)
            finally:
                self.after = after

        return wrapped

    def write(self, call):
        """Return `os.write`, which may take less than it is given."""

        def wrapped(descriptor, data):
            action = self.meet("write", descriptor)
            if not self.after:
                self.act(action)
            if action == "SHORT":
                return call(descriptor, bytes(data[:1]))
            if action == "SHORT0":
                self.at, self.action = self.count + 1, "ENOSPC"
                return call(descriptor, bytes(data[: len(data) // 2]))
            result = call(descriptor, data)
            if self.after:
                self.act(action)
            return result

        return wrapped

    def synchronize(self, call):
        """Return the call of the C library that synchronizes a file system; a system that exchanges nothing has none."""
        met = self.wrap("syncfs", call)

        def wrapped(descriptor):
            try:
                if not self.exchange:
                    raise OSError(errno.ENOSYS, "")  # noqa: TRY301 - as an older system would
                return met(descriptor)
            except OSError as error:
                ctypes.set_errno(error.errno)
                return -1

        return wrapped

    def library(self, load):
        """Return `ctypes.CDLL`, whose calls that exchange two names, and that synchronize a file system, are points."""

        waiting = self.synchronize

        class Library:
            """The C library, with two wrapped functions."""

            def __init__(self, *arguments, **options) -> None:
                self.loaded = load(*arguments, **options)

            def __getattr__(self, name: str) -> object:
                call = getattr(self.loaded, name)
                if name == "syncfs":
                    return waiting(call)
                return exchange(call) if name in {"renameat2", "renameatx_np"} else call

        def exchange(call):
            def wrapped(*arguments):
                try:
                    action = self.meet("exchange", os.fsdecode(arguments[1]))
                    if not self.exchange:
                        self.act(action)
                        raise OSError(errno.ENOSYS, "")  # noqa: TRY301 - as the system would
                    if not self.after:
                        self.act(action)
                    result = call(*arguments)
                    if self.after:
                        self.act(action)
                except OSError as error:
                    ctypes.set_errno(error.errno)
                    return -1
                return result

            return wrapped

        return Library

    def install(self) -> None:
        """Put the wrapped calls in the places of the true ones, in this process."""
        for name in (
            "mkdir",
            "fsync",
            "rename",
            "link",
            "unlink",
            "rmdir",
            "chmod",
            "fchmod",
            "symlink",
            "replace",
            "truncate",
        ):
            setattr(os, name, self.wrap(name, getattr(os, name)))
        os.open = self.open(os.open)
        os.close = self.close(os.close)
        os.write = self.write(os.write)
        fcntl.flock = self.wrap("flock", fcntl.flock)
        ctypes.CDLL = self.library(ctypes.CDLL)


def child(request: dict, streams: tuple[int, int]) -> None:
    """Run one command line in this process, and end it."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    out = os.open(request["stdout"], os.O_WRONLY | os.O_CREAT, 0o644) if request.get("stdout") else streams[0]
    os.dup2(out, 1)
    os.dup2(streams[1], 2)
    os.closerange(3, 64)
    os.chdir(request["folder"])
    os.environ.update(request.get("environment", {}))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if request.get("user"):
        os.setgroups([])
        os.setgid(request["user"])
        os.setuid(request["user"])
    if request.get("streamed"):
        division.FILES = compilation.MANY_FILES = 1
    if request.get("naive"):
        from tests.assurance.faults import naive

        naive.install()
    if request.get("file_size") is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (request["file_size"], request["file_size"]))
    Points(request).install()
    sys.argv = ["oamc", *request["arguments"]]
    if request.get("no_memory"):
        faulthandler.enable()
        importlib.import_module("_testcapi").set_nomemory(*request["no_memory"])
    sys.exit(entry.main())


def serve(request: dict) -> dict:
    """Run one command line in a child, and return how it ended and what it printed."""
    HEAD.pack_into(POINTS, 0, HEAD.size)
    out, err = os.pipe(), os.pipe()
    identity = os.fork()
    if identity == 0:
        child(request, (out[1], err[1]))
    os.close(out[1])
    os.close(err[1])
    end = time.monotonic() + SECONDS
    hung = False
    while True:
        done, status = os.waitpid(identity, os.WNOHANG)
        if done:
            break
        if time.monotonic() > end:
            os.kill(identity, signal.SIGKILL)
            hung = True
        time.sleep(0.001)
    texts = []
    for reader in (out[0], err[0]):
        with open(reader, encoding="utf-8", errors="replace") as file:
            texts.append(file.read())
    (used,) = HEAD.unpack_from(POINTS)
    points = POINTS[HEAD.size : used].decode(errors="replace").splitlines()
    return {"status": os.waitstatus_to_exitcode(status), "out": texts[0], "err": texts[1], "points": points, "hung": hung}


def warm_up() -> None:
    """Load what a build loads, so that the children need not."""
    document = os.path.join(os.path.dirname(__file__), "warm-up.yaml")
    with tempfile.TemporaryDirectory() as folder:
        for arguments in ((), (), ("--format", "manifests", "--diagnostics", f"json={folder}/report.json")):
            status = entry.run(["build", document, "-o", f"{folder}/out{len(arguments)}", *arguments])
            assert status == OK
        os.mkdir(f"{folder}/empty")
        entry.run(["build", f"{folder}/empty", "-o", f"{folder}/out"])
    for name in ("presentation", "rendering", "delivering", "comparison"):
        importlib.import_module(f"oamc.cli.{name}")


def main() -> None:
    """Answer requests until there are no more."""
    answers = os.dup(1)
    silence = os.open(os.devnull, os.O_WRONLY)
    messages = os.dup(2)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    warm_up()
    os.dup2(messages, 2)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        answer = json.dumps(serve(json.loads(line))) + "\n"
        os.write(answers, answer.encode())


if __name__ == "__main__":
    main()
