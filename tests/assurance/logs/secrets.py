"""Documents with a marker wherever a secret can stand, and ways to break them.

Each marker is a text of its own, so that a message that shows one says which. A mutation changes one place of the text, near
one marker, as people get it wrong: a type, a field, a quote, an indentation, a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

MARKER = re.compile(r"zq[a-z]+secret")

TEMPLATE = """\
# a comment with zqcommentsecret
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: web
  annotations:
    note: zqannotationsecret
spec:
  workloadType: core.oam.dev/v1alpha1.Server
  parameters:
    - name: password
      type: string
      default: zqdefaultsecret  # zqinlinesecret
    - name: token
      type: string
      required: true
    - name: bound
      type: string
      secret: true
    - name: options
      type: object
      default: {key: zqobjectsecret, list: [zqlistsecret]}
  containers:
    - name: web
      image: example/web:1
      imagePullSecret: registry
      cmd: ["run", "--token=zqcommandsecret"]
      args:
        - zqargumentsecret
      resources: {cpu: {required: 100m}, memory: {required: 64Mi}}
      ports: [{name: http, containerPort: 8080}]
      env:
        - name: PASSWORD
          value: zqenvsecret
        - name: TOKEN
          fromParam: token
          value: "zqfallbacksecret"
        - name: OPTIONS
          fromParam: options
        - name: PASS
          fromParam: password
        - name: BOUND
          fromParam: bound
        - name: OWN
          valueFrom:
            secretKeyRef:
              name: shop-db
              key: zqownsecret
      config:
        - path: /etc/app/secrets.yaml
          value: |
            password: zqconfigsecret
            other: 'zqblocksecret'
      livenessProbe:
        httpGet:
          path: /health
          port: 8080
          httpHeaders:
            - name: Authorization
              value: zqheadersecret
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: shop
  annotations:
    note: zqapplicationsecret
spec:
  variables:
    - name: TOKEN
      value: zqvariablesecret
  components:
    - componentName: web
      instanceName: shop-web
      parameterValues:
        - name: token
          value: "[fromVariable(TOKEN)]"
        - name: password
          value: 'zqgivensecret'
        - name: bound
          valueFrom:
            secretKeyRef:
              name: shop-db
              key: zqboundsecret
      traits:
        - name: ingress
          properties:
            hostname: zqhostnamesecret.example.com
            path: /
            servicePort: 8080
---
apiVersion: core.oam.dev/v1alpha1
kind: ComponentSchematic
metadata:
  name: thing
spec:
  workloadType: example.com/v1.Thing
  workloadSettings:
    - name: spec
      type: object
      value:
        password: zqsettingsecret
        nested: [{deep: zqdeepsecret}]
---
apiVersion: core.oam.dev/v1alpha1
kind: ApplicationConfiguration
metadata:
  name: things
spec:
  components:
    - componentName: thing
      instanceName: thing
"""

VALUES = """\
# zqvaluescommentsecret
shop-web:
  parameters:
    password: zqvaluessecret
    token: "zqvaluestokensecret"
"""


def markers(text: str) -> list[str]:
    """Return the markers of a text in order."""
    return list(dict.fromkeys(MARKER.findall(text)))


def broken(text: str) -> Iterator[tuple[str, str]]:
    """Yield texts that are wrong near each marker, each with the name of what is wrong."""
    lines = text.split("\n")
    for index, line in enumerate(lines):
        if not MARKER.search(line):
            continue
        for name, changed in _line_mutations(line):
            yield f"line {index + 1}: {name}", "\n".join((*lines[:index], *changed, *lines[index + 1 :]))


def _line_mutations(line: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the lines that may stand in the place of a line with a marker."""
    found = MARKER.search(line)
    assert found is not None
    marker, indent = found[0], line[: len(line) - len(line.lstrip(" "))]
    key = line.strip("- ").partition(":")[0]

    def instead(text: str) -> tuple[str]:
        return (line.replace(marker, text),)

    yield "a mapping", instead(f"{{a: {marker}}}")
    yield "a list", instead(f"[{marker}, 1]")
    yield "as the key", instead(f"{{{marker}: 1}}")
    yield "as the key of a misspelled field", (line, f"{indent}{marker}: 1")
    yield "a field beside it", (line, f"{indent}vlaue: {marker}")
    yield "a field that no list item has", (f"{indent}{marker}:", line)
    yield "an open double quote", instead(f'"{marker}')
    yield "an open single quote", instead(f"'{marker}")
    yield "text after a quote", instead(f"'{marker}' {marker}")
    yield "text before a quote", instead(f"{marker} '{marker}")
    yield "a colon in it", instead(f"{marker}: {marker}")
    yield "a hash in it", instead(f"{marker} # {marker}")
    yield "a reserved character before it", instead(f"@{marker}")
    yield "a backquote before it", instead(f"`{marker}")
    yield "a percent sign before it", instead(f"%{marker}")
    yield "a tag", instead(f"!{marker} x")
    yield "a standard tag", instead(f"!!int {marker}")
    yield "a binary tag", instead(f"!!binary {marker}")
    yield "an anchor", instead(f"&{marker} x")
    yield "an alias", instead(f"*{marker}")
    yield "a bad escape", instead(f'"\\q{marker}"')
    yield "a bad code point", instead(f'"\\uD800{marker}"')
    yield "a control character", instead(f"\x01{marker}")
    yield "a next line", instead(f"{marker}\x85{marker}")
    yield "a byte order mark", instead(f"\ufeff{marker}")
    yield "a tab before it", (f"\t{line}",)
    yield "indented too deep", (f"  {line}",)
    yield "indented too little", (line[1:] if line.startswith(" ") else f" {line}",)
    yield "a duplicate", (line, f"{indent}{key}: {marker}", f"{indent}{key}: {marker}")
    yield "too long", instead(marker * 2 + "x" * 5000)
    yield "a number", instead("1234567890123456789")
    yield "a key without a colon", (line, f"{indent}{marker}")
    yield "a question mark", (line, f"{indent}? {marker}")
    yield "a list item", (line, f"{indent}- {marker}")
    yield "a Helm action", instead(f"{{{{ .Values.{marker} }}}}")
    yield "a reference", instead(f"[fromVariable({marker})]")
    yield "nearly a reference", instead(f"[ fromVariable({marker}) ]")
    yield "a parameter reference", instead(f"[fromParam({marker})]")
    yield "nothing after it", (line.partition(marker)[0] + marker, "---")
    yield "an end in the middle", (line, "...", marker)
    yield "a block sign", instead(f"| {marker}")
    yield "an open bracket", instead(f"[{marker}")
    yield "an open brace", instead(f"{{{marker}")
    yield "another document in it", (line, "---", f"{marker}: {marker}")
