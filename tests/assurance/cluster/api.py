"""Plain requests to the API server, where a whole program for each would take too long."""

from __future__ import annotations

import http.client
import json
import ssl
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

SECONDS = 60.0
CORE = "v1"


class Refused(Exception):  # noqa: N818  # the name says what happened
    """The API server refused a request that the harness itself needs; the text is its message."""


class Resource(NamedTuple):
    """Where the objects of a kind are: the name in addresses, and whether they belong to a namespace."""

    plural: str
    namespaced: bool


class Api:
    """The API server at a port of the loopback interface. One may be used by several threads."""

    def __init__(self, port: int, certificate: Path, token: str) -> None:
        self._port = port
        self._certificate = certificate
        self._token = token
        self._resources: dict[str, dict[str, Resource]] = {}

    def request(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """Send a request; return the status and the answer."""
        trusted = ssl.create_default_context(cafile=str(self._certificate))
        connection = http.client.HTTPSConnection("127.0.0.1", self._port, timeout=SECONDS, context=trusted)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        is_json = "json" in answer.getheader("Content-Type", "")
        return answer.status, json.loads(content) if is_json else content.decode(errors="replace")

    def demand(self, method: str, path: str, body: object = None) -> Any:
        """Send a request that must succeed."""
        status, answer = self.request(method, path, body)
        if status >= 300:
            raise Refused(f"{method} {path}: {status}: {answer['message'] if isinstance(answer, dict) else answer}")
        return answer

    def is_ready(self) -> bool:
        """Tell whether the API server answers."""
        try:
            return self.request("GET", "/readyz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def resource(self, api_version: str, kind: str) -> Resource | None:
        """Return where the objects of a kind are, or None where the server does not know it."""
        if kind not in self._resources.get(api_version, {}):
            status, listed = self.request("GET", _group(api_version))
            found = listed["resources"] if status == 200 else []
            self._resources[api_version] = {
                each["kind"]: Resource(each["name"], each["namespaced"]) for each in found if "/" not in each["name"]
            }
        return self._resources[api_version].get(kind)

    def objects(self, api_version: str, kind: str, namespace: str) -> list[dict[str, Any]]:
        """Return the objects of a kind in a namespace."""
        resource = self.resource(api_version, kind)
        if resource is None:
            return []
        place = f"/namespaces/{quote(namespace)}" if resource.namespaced else ""
        found: list[dict[str, Any]] = self.demand("GET", f"{_group(api_version)}{place}/{resource.plural}")["items"]
        return found

    def create_namespace(self, name: str) -> None:
        """Create a namespace."""
        self.demand("POST", "/api/v1/namespaces", {"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}})

    def delete_namespace(self, name: str) -> None:
        """Ask for the end of a namespace; nobody waits for it, because no name is used twice."""
        self.request("DELETE", f"/api/v1/namespaces/{quote(name)}")


def _group(api_version: str) -> str:
    """Return the address of a version of a group."""
    return f"/api/{api_version}" if api_version == CORE else f"/apis/{api_version}"
