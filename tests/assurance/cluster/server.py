"""A cluster without nodes: etcd, the API server and the controller manager, on loopback, in a folder of their own.

    with Cluster("1.34") as cluster:
        cluster.api, cluster.kubeconfig, cluster.folder

Admission stands at its defaults. The controllers that make pods are off: without nodes no pod would start, and an override may
ask for two billion of them. All servers are stopped at the end of the block, and when this process dies in whatever way.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.assurance.cluster import guard
from tests.assurance.cluster.api import Api
from tests.assurance.cluster.build import programs_folder
from tests.support.processes import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

PATIENCE = 180.0
"""How many seconds a server has to answer: many processes may share the machine."""
ATTEMPTS = 3
"""How often the servers are started: somebody else may take a port between its choice and its use."""
MAKING_PODS = ("cronjob", "daemonset", "job", "replicaset", "replicationcontroller", "statefulset")
HOST = "127.0.0.1"


class CannotStart(Exception):  # noqa: N818  # the name says what happened
    """A server ended or did not answer in time; the text holds what it said last."""


class Cluster:
    """The servers of one version of Kubernetes."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.programs = programs_folder(version)
        self._servers: list[tuple[str, subprocess.Popen[bytes]]] = []

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="oamc-cluster-"))
        self.kubeconfig = self.folder / "kubeconfig"
        try:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    self._start(self.folder / f"servers-{attempt}")
                    break
                except CannotStart:
                    self._stop()
                    if attempt == ATTEMPTS:
                        raise
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self._stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self, folder: Path) -> None:
        """Start all servers with files of their own in `folder`, and wait until they answer."""
        folder.mkdir()
        store, peer, port = _free_ports(3)
        token = secrets.token_hex(16)
        tokens, key, certificates = folder / "tokens.csv", folder / "service-accounts.pem", folder / "certificates"
        tokens.touch(mode=0o600)
        tokens.write_text(f'{token},admin,admin,"system:masters"\n', encoding="utf-8")
        run([self.programs / "keys", key], self.folder, check=True)
        self._serve(folder, "etcd", *_etcd(folder, store, peer))
        self._serve(
            folder,
            "kube-apiserver",
            f"--etcd-servers=http://{HOST}:{store}",
            f"--bind-address={HOST}",
            f"--secure-port={port}",
            f"--cert-dir={certificates}",
            f"--token-auth-file={tokens}",
            f"--service-account-key-file={key}",
            f"--service-account-signing-key-file={key}",
            "--service-account-issuer=https://kubernetes.default.svc",
            "--service-cluster-ip-range=10.0.0.0/16",
            "--authorization-mode=Node,RBAC",
            "--endpoint-reconciler-type=none",
        )
        certificate = certificates / "apiserver.crt"
        self._wait(certificate.exists)
        self.api = Api(port, certificate, token)
        self._wait(self.api.is_ready)
        self.kubeconfig.touch(mode=0o600)
        self.kubeconfig.write_text(_kubeconfig(port, certificate, token), encoding="utf-8")
        self._serve(
            folder,
            "kube-controller-manager",
            f"--kubeconfig={self.kubeconfig}",
            f"--service-account-private-key-file={key}",
            "--use-service-account-credentials",
            "--secure-port=0",
            "--leader-elect=false",
            "--horizontal-pod-autoscaler-sync-period=2s",
            "--controllers=*," + ",".join(f"-{name}-controller" for name in MAKING_PODS),
        )
        self._wait(lambda: self.api.request("GET", "/api/v1/namespaces/default/serviceaccounts/default")[0] == 200)

    def _serve(self, folder: Path, name: str, *arguments: str) -> None:
        """Start a server; what it says goes to a file."""
        with (folder / f"{name}.log").open("wb") as log:
            server = subprocess.Popen(
                [sys.executable, "-I", guard.__file__, self.programs / name, *arguments],
                cwd=folder,
                env={"PATH": os.environ["PATH"], "HOME": str(folder), "TMPDIR": str(folder)},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                # An interruption from the terminal reaches this process alone, which stops the servers in order.
                start_new_session=True,
            )
        self._servers.append((str(folder / f"{name}.log"), server))

    def _wait(self, is_there: Callable[[], bool]) -> None:
        """Wait until something is there, as long as all servers run."""
        end = time.monotonic() + PATIENCE
        while not is_there():
            for log, server in self._servers:
                if server.poll() is not None or time.monotonic() > end:
                    said = Path(log).read_text(encoding="utf-8", errors="replace")[-1500:]
                    raise CannotStart(f"{Path(log).stem} ended with {server.poll()} or is too slow:\n{said}")
            time.sleep(0.2)

    def _stop(self) -> None:
        """Stop the servers, the last one first."""
        for _, server in reversed(self._servers):
            server.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.wait(guard.PATIENCE + 5)
            server.kill()
            server.wait()
        self._servers.clear()


def _free_ports(count: int) -> list[int]:
    """Return ports of the loopback interface that nobody uses."""
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind((HOST, 0))
        return [each.getsockname()[1] for each in sockets]


def _etcd(folder: Path, store: int, peer: int) -> tuple[str, ...]:
    """Return the arguments of etcd."""
    clients, peers = f"http://{HOST}:{store}", f"http://{HOST}:{peer}"
    return (
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={clients}",
        f"--advertise-client-urls={clients}",
        f"--listen-peer-urls={peers}",
        f"--initial-advertise-peer-urls={peers}",
        f"--initial-cluster=default={peers}",
        "--unsafe-no-fsync",
        "--logger=zap",
        "--log-level=warn",
    )


def _kubeconfig(port: int, certificate: Path, token: str) -> str:
    """Return a kubeconfig for the API server."""
    return f"""\
apiVersion: v1
kind: Config
current-context: here
contexts: [{{name: here, context: {{cluster: here, user: admin}}}}]
clusters: [{{name: here, cluster: {{server: "https://{HOST}:{port}", certificate-authority: "{certificate}"}}}}]
users: [{{name: admin, user: {{token: "{token}"}}}}]
"""
