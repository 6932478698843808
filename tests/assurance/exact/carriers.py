"""An application that carries many texts at every place that takes a free text, and the places where they must arrive.

    documents = application(texts)
    overrides = overriding(texts)
    arrived(objects) == expected(texts)

Four instances carry: `web`, a Worker with containers; `cache` and `pool`, objects that only the cluster knows, one of literals,
one of a parameter; `hello`, an OpenFaaS Function. Config files are dear (an object each): every `RARE`th text travels in one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from oamc.expressions.numbers import spell_json
from oamc.values.given import Assignment, Overrides
from tests.strategies.applications import as_text
from tests.support.agreement import source
from tests.support.go_reader import Refused, shared_reader

Documents = list[dict[str, Any]]
Arrived = dict[str, list[str]]

RARE = 8
LONGEST_KEY = 200
"""A key of YAML may have 1,024 characters, escapes included."""
OVERRIDING = ("values in JSON", "values in YAML", "--set-json", "--set", "--set-string", "--set-literal", "--set-file")


def application(texts: list[str]) -> Documents:
    """Return the documents of the application."""
    keys = {key: key for key in _keys(texts)}
    content = {"texts": texts, "keys": keys}
    return [
        _worker(texts, content),
        *_custom({"texts": of_literals(texts), "keys": {key: key for key in of_literals([*keys])}}, content),
        _function(texts),
        _configuration(texts),
    ]


def of_processes(texts: list[str]) -> list[int]:
    """Return the numbers of the texts that a process can get: the kernel ends a text at a NUL, and oamc refuses it there."""
    return [index for index, text in enumerate(texts) if "\0" not in text]


def of_literals(texts: list[str]) -> list[str]:
    """Return the texts that a literal setting can have: with a reference, it takes the value of a parameter."""
    return [text for text in texts if "[fromParam(" not in text]


def _handler(texts: list[str]) -> str:
    """Return the first text that a process can get, for the place that has one text alone."""
    return next((texts[index] for index in of_processes(texts)), "handler")


def of_headers(texts: list[str]) -> list[str]:
    """Return the texts that a header of a probe can have: it ends with its line."""
    return [text for text in texts if not set(text) & set("\0\r\n")]


def expected(texts: list[str], *, overridden: bool) -> Arrived:
    """Return what must arrive at each place, with or without the overrides."""
    rare = texts[::RARE]
    keys = _keys(texts)
    of_process = [texts[index] for index in of_processes(texts)]
    return {
        **dict.fromkeys(("env: literal", "env: default", "env: given", "env: variable"), of_process),
        "env: overridden": of_process if overridden else [],
        "env: variable inside": [f"<{text}>" for text in of_process],
        "env: mapping as JSON": [spell_json({"texts": texts, "keys": {key: key for key in keys}})],
        **dict.fromkeys(("cmd", "args", "probe: command"), of_process),
        "probe: header": of_headers(texts),
        "annotations": texts,
        **dict.fromkeys(("config: literal", "config: given"), rare),
        "setting: literal": of_literals(texts),
        "setting: parameter": texts,
        "setting: key": of_literals(keys),
        "setting: parameter's key": keys,
        **dict.fromkeys(("function: environment", "function: environment from parameters"), of_process),
        "function: annotations": texts,
        "function: handler": [_handler(texts)],
    }


def arrived(objects: Iterable[dict[str, Any]]) -> Arrived:
    """Return what arrived at each place of the objects that were built."""
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for item in objects:
        by_kind.setdefault(item["kind"], []).append(item)
    (deployment,), (function,) = by_kind["Deployment"], by_kind["Function"]
    (cache,), (pool,) = by_kind["Cache"], by_kind["Pool"]
    template = deployment["spec"]["template"]
    (container,) = template["spec"]["containers"]
    contents = _contents(by_kind["ConfigMap"])
    return {
        **_environment(container["env"]),
        "cmd": container["command"][1:],
        "args": container["args"][1:],
        "probe: command": container["livenessProbe"]["exec"]["command"][1:],
        "probe: header": [header["value"] for header in container["readinessProbe"]["httpGet"]["httpHeaders"][1:]],
        "annotations": _numbered(template["metadata"]["annotations"], "example.com/n"),
        "config: literal": contents[: len(contents) // 2],
        "config: given": contents[len(contents) // 2 :],
        "setting: literal": cache["spec"]["texts"],
        "setting: key": _keys_in(cache["spec"]["keys"]),
        "setting: parameter": pool["spec"]["texts"],
        "setting: parameter's key": _keys_in(pool["spec"]["keys"]),
        "function: environment": _numbered(function["spec"].get("environment", {}), "L"),
        "function: environment from parameters": _numbered(function["spec"].get("environment", {}), "P"),
        "function: annotations": _numbered(function["spec"]["annotations"], "example.com/n"),
        "function: handler": [function["spec"]["handler"]],
    }


def overriding(texts: list[str]) -> tuple[Overrides, dict[str, Any]]:
    """Return overrides that give every text by one of the ways to give one, and the same as Helm takes them."""
    in_json: dict[str, str] = {}
    in_yaml: dict[str, str] = {}
    assignments = []
    for index, text in enumerate(texts):
        name, way = f"s{index}", OVERRIDING[index % len(OVERRIDING)]
        if way == "values in JSON":
            in_json[name] = text
        elif way == "values in YAML" or "\0" in text:
            in_yaml[name] = text
        else:
            assignments.append(assignment(way, f"web.parameters.{name}", text))
    files = (
        source(json.dumps({"web": {"parameters": in_json}}), "values.json"),
        source(_yaml_values(in_yaml), "values.yaml"),
    )
    both = {"web": {"parameters": {f"s{index}": text for index, text in enumerate(texts)}}}
    return Overrides(files=files, assignments=tuple(assignments)), both


def assignment(flag: str, path: str, text: str) -> Assignment:
    """Return an assignment that gives exactly `text`; where Helm's `--set` would read another type, `--set-string` gives it."""
    escaped = text.replace("\\", "\\\\").replace(",", "\\,")
    escaped = f"\\{escaped}" if escaped.startswith("{") else escaped
    match flag:
        case "--set-json":
            return Assignment(flag=flag, text=f"{path}={json.dumps(text)}")
        case "--set-literal":
            return Assignment(flag=flag, text=f"{path}={text}")
        case "--set-file":
            return Assignment(flag=flag, text=f"{path}=a file", files=(("a file", text),))
        case "--set" if _read_by_helm(flag, f"{path}={escaped}") != text:
            return Assignment(flag="--set-string", text=f"{path}={escaped}")
        case _:
            return Assignment(flag=flag, text=f"{path}={escaped}")


def read_by_helm(given: Assignment) -> Any:
    """Return what Helm's own reader makes of an assignment below `web.parameters`."""
    return given.files[0][1] if given.flag == "--set-file" else _read_by_helm(given.flag, given.text)


def _read_by_helm(flag: str, text: str) -> Any:
    """Return the one value that Helm's own reader finds in an assignment below `web.parameters`."""
    try:
        (value,) = shared_reader().assignments(flag, text)["web"]["parameters"].values()
    except Refused as refused:
        return refused
    return value


def _yaml_values(given: dict[str, str]) -> str:
    """Return values in block style, each text in double quotes."""
    lines = as_text([given]).splitlines()[1:-1] if given else ["{}"]
    return "web:\n  parameters:\n" + "\n".join(f"    {line.strip().removesuffix(',')}" for line in lines) + "\n"


def _worker(texts: list[str], content: dict[str, Any]) -> dict[str, Any]:
    """Return the component with containers."""
    rare = range(0, len(texts), RARE)
    parameters = [
        {"name": f"d{index}", "type": "string", "default": text, "description": text} for index, text in enumerate(texts)
    ]
    parameters += [{"name": f"{letter}{index}", "type": "string"} for letter in "gvws" for index, _ in enumerate(texts)]
    parameters.append({"name": "all", "type": "object", "default": content})
    of_process = of_processes(texts)
    env = [{"name": f"L{index}", "value": texts[index]} for index in of_process]
    env += [{"name": f"{letter.upper()}{index}", "fromParam": f"{letter}{index}"} for letter in "dgvws" for index in of_process]
    env.append({"name": "ALL", "fromParam": "all"})
    config = [{"path": f"/literal/{index}", "value": texts[index]} for index in rare]
    config += [{"path": f"/given/{index}", "fromParam": f"d{index}"} for index in rare]
    headers = [{"name": f"X-N{index}", "value": text} for index, text in enumerate(["", *of_headers(texts)])]
    command = ["run", *(texts[index] for index in of_process)]
    container = {
        "name": "web",
        "image": "example/web:1",
        "cmd": command,
        "args": command,
        "env": env,
        "config": config,
        "livenessProbe": {"exec": {"command": command}},
        "readinessProbe": {"httpGet": {"path": "/", "port": 80, "httpHeaders": headers}},
        "resources": {"cpu": {"required": 1}, "memory": {"required": "1Gi"}},
    }
    spec = {"workloadType": "core.oam.dev/v1alpha1.Worker", "parameters": parameters, "containers": [container]}
    return _document("ComponentSchematic", "web", spec, _names("example.com/n", texts))


def _custom(of_literal: dict[str, Any], content: dict[str, Any]) -> Documents:
    """Return the components that only the cluster knows: one with a literal setting, one that takes it from a parameter."""
    literal = {
        "workloadType": "example.com/v1.Cache",
        "workloadSettings": [{"name": "spec", "type": "object", "value": of_literal}],
    }
    given = {
        "workloadType": "example.com/v1.Pool",
        "parameters": [{"name": "content", "type": "object", "default": content}],
        "workloadSettings": [{"name": "spec", "type": "object", "fromParam": "content"}],
    }
    return [_document("ComponentSchematic", "cache", literal), _document("ComponentSchematic", "pool", given)]


def _function(texts: list[str]) -> dict[str, Any]:
    """Return the OpenFaaS Function."""
    environment = [{"name": f"L{index}", "value": texts[index]} for index in of_processes(texts)]
    environment += [{"name": f"P{index}", "fromParam": f"p{index}"} for index in of_processes(texts)]
    spec = {
        "workloadType": "openfaas.com/v1.Function",
        "parameters": [{"name": f"p{index}", "type": "string", "default": text} for index, text in enumerate(texts)],
        "workloadSettings": [
            {"name": "image", "type": "string", "value": "example/hello:1"},
            {"name": "handler", "type": "string", "value": _handler(texts)},
            {"name": "environment", "type": "array", "value": environment},
            {"name": "annotations", "type": "object", "value": _names("example.com/n", texts)},
        ],
    }
    return _document("ComponentSchematic", "hello", spec)


def _configuration(texts: list[str]) -> dict[str, Any]:
    """Return the application: variables, parameter values, and a description that goes into `Chart.yaml`."""
    values = [{"name": f"g{index}", "value": text} for index, text in enumerate(texts)]
    values += [{"name": f"v{index}", "value": f"[fromVariable(x{index})]"} for index, _ in enumerate(texts)]
    values += [{"name": f"w{index}", "value": f"<[fromVariable(x{index})]>"} for index, _ in enumerate(texts)]
    spec = {
        "variables": [{"name": f"x{index}", "value": text} for index, text in enumerate(texts)],
        "components": [
            {"componentName": "web", "instanceName": "web", "parameterValues": values},
            *({"componentName": name, "instanceName": name} for name in ("cache", "pool", "hello")),
        ],
    }
    return _document("ApplicationConfiguration", "shop", spec, {"description": texts[0]})


def _document(kind: str, name: str, spec: dict[str, Any], annotations: dict[str, str] | None = None) -> dict[str, Any]:
    """Return a document."""
    metadata = {"name": name, **({"annotations": annotations} if annotations else {})}
    return {"apiVersion": "core.oam.dev/v1alpha1", "kind": kind, "metadata": metadata, "spec": spec}


def _names(stem: str, texts: list[str]) -> dict[str, str]:
    """Return the texts as a mapping with numbered keys."""
    return {f"{stem}{index}": text for index, text in enumerate(texts)}


def _keys(texts: list[str]) -> list[str]:
    """Return the texts that can be keys: different ones that are not too long."""
    return sorted({text for text in texts if len(text) <= LONGEST_KEY})


def _keys_in(mapping: dict[str, str]) -> list[str]:
    """Return the keys of a mapping, each of which is its own value."""
    return sorted(key for key, value in mapping.items() if key == value)


def _environment(entries: list[dict[str, str]]) -> Arrived:
    """Return the texts of environment variables by the way they came."""
    ways = {
        "L": "literal", "D": "default", "G": "given", "V": "variable", "W": "variable inside", "S": "overridden",
    }  # fmt: skip
    # The server keeps no empty value, and oamc writes none.
    mapping = {entry["name"]: entry.get("value", "") for entry in entries}
    return {
        "env: mapping as JSON": [mapping.pop("ALL")],
        **{f"env: {way}": _numbered(mapping, letter) for letter, way in ways.items()},
    }


def _numbered(mapping: dict[str, str], stem: str) -> list[str]:
    """Return the values of numbered keys in the order of their numbers."""
    found = {int(key.removeprefix(stem)): value for key, value in mapping.items() if key.removeprefix(stem).isdigit()}
    return [found[index] for index in sorted(found)]


def _contents(config_maps: list[dict[str, Any]]) -> list[str]:
    """Return the contents of config files in their order: each is the one entry of a ConfigMap with a number in its name."""
    ordered = sorted(config_maps, key=lambda item: int(item["metadata"]["name"].rpartition("-")[2]))
    return [content for item in ordered for content in item["data"].values()]
