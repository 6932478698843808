"""The inputs that are made: those on both sides of a limit, and those of up to 100 kB that want to cost much.

Each function is one input: bytes are one file, a mapping is several. `WEB` and `SHOP` are the application that they hide in.
"""

from __future__ import annotations

from tests.support.texts import application, component

KIB = 1024
MIB = 1024 * 1024
HUNDRED_KB = 100_000

WEB, SHOP = component(), application()
FIRST_LINE_AFTER_WEB = 12
"""The line of what stands directly after `WEB`."""


def _container(lines: str) -> bytes:
    """Return the application with further lines in its container, the first of them line 12."""
    return (WEB + lines + SHOP).encode()


def _value(value: str) -> bytes:
    """Return the application with an environment variable of this value, which stands on line 14."""
    return _container(f"      env:\n        - name: A\n          value: {value}\n")


def _unknown(value: str) -> bytes:
    """Return the application with a field that OAM does not know, on line 12."""
    return _container(f"      extra: {value}\n")


# Limits, on both sides


def file_largest() -> bytes:
    """4 MiB exactly, most of it comments."""
    text = (WEB + SHOP).encode()
    line = b"#" + b"x" * 62 + b"\n"
    return (text + line * (4 * MIB // len(line)))[: 4 * MIB - 1] + b"\n"


def file_too_large() -> bytes:
    """One byte more than 4 MiB."""
    return file_largest() + b"\n"


def inputs_largest() -> dict[str, bytes]:
    """Eight files of 4 MiB, which are all that is taken together."""
    empty = b"#" * (4 * MIB)
    return {"0.yaml": file_largest(), **{f"{number}.yaml": empty for number in range(1, 8)}}


def inputs_too_large() -> dict[str, bytes]:
    """One byte more than 32 MiB in nine files."""
    return {**inputs_largest(), "8.yaml": b"#"}


def depth_largest() -> bytes:
    """A value that is nested 64 levels deep in all, four of them above the field."""
    return _unknown("[" * 60 + "]" * 60)


def depth_too_large() -> bytes:
    """A value that is nested 65 levels deep in all."""
    return _unknown("[" * 61 + "]" * 61)


def depth_of_blocks() -> bytes:
    """Mappings that are nested 70 levels deep by their indentation."""
    return _container("".join(" " * (6 + level) + f"k{level}:\n" for level in range(70)))


def nodes_largest() -> bytes:
    """A list of 499,900 items, just below the limit of nodes."""
    return _unknown("[" + "x," * 499_900 + "]")


def nodes_too_many() -> bytes:
    """A list of 500,000 items, above the limit with what stands around it."""
    return _unknown("[" + "x," * 500_000 + "]")


def documents_most() -> bytes:
    """10,000 documents, nearly all of them empty."""
    return (WEB + SHOP).encode() + b"--- ~\n" * 9_998


def documents_too_many() -> bytes:
    """One document more."""
    return documents_most() + b"--- ~\n"


def list_too_long() -> bytes:
    """A List of 10,001 items, each of them a document."""
    return b"apiVersion: v1\nkind: List\nitems:\n" + b"- {apiVersion: v1, kind: X}\n" * 10_001


def scalar_largest() -> bytes:
    """A text of 1 MiB."""
    return _value('"' + "x" * MIB + '"')


def scalar_too_large() -> bytes:
    """A text of 1 MiB and one byte."""
    return _value('"' + "x" * (MIB + 1) + '"')


def scalar_too_large_in_bytes() -> bytes:
    """A text of a quarter of a million characters of four bytes, and one byte."""
    return _value('"' + "\U0001f600" * (MIB // 4) + 'x"')


def key_longest() -> bytes:
    """A key of 1,024 characters in JSON, which is a field that OAM does not know."""
    return _container("      extra: {" + "k" * 1_000 + ": 1}\n")


def key_too_long() -> bytes:
    """A key of 1,025 characters after a question mark."""
    return _container("      ? " + "k" * 1_025 + "\n      : 1\n")


def key_too_long_for_yaml() -> bytes:
    """A key of 1,100 characters, which the parser itself gives up."""
    return _container("      " + "k" * 1_100 + ": 1\n")


def config_largest() -> bytes:
    """A config file of exactly 1 MiB."""
    return _container('      config:\n        - path: /etc/x\n          value: "' + "x" * MIB + '"\n')


def config_together() -> bytes:
    """Two config files, together above 1 MiB, which is what one ConfigMap holds."""
    text = "x" * (600 * KIB)
    return _container(
        "".join(["      config:\n", *(f"        - path: /etc/{name}\n          value: {text}\n" for name in "ab")])
    )


def output_too_large() -> bytes:
    """Three texts of bells, each written with six characters: the template would be above 5 MiB, which Helm does not load."""
    text = '"' + "\\a" * (512 * KIB) + '"'
    return _container("      env:\n" + "".join(f"        - {{name: A{number}, value: {text}}}\n" for number in range(3)))


def output_of_small_parts() -> bytes:
    """A text of 1 MiB in six instances: no file of the chart is too large, all together are for a release."""
    use = "    - componentName: web\n      instanceName: shop-web-{}\n"
    head, _, _ = SHOP.partition("    - componentName")
    value = '      env:\n        - name: A\n          value: "' + "x" * MIB + '"\n'
    return (WEB + value + head + "".join(use.format(number) for number in range(6))).encode()


# Depth without end, which an unwary parser follows until it crashes


def brackets() -> bytes:
    """100,000 brackets that nothing closes."""
    return b"[" * HUNDRED_KB


def brackets_closed() -> bytes:
    """50,000 brackets, and those that close them."""
    return b"[" * 50_000 + b"]" * 50_000


def braces() -> bytes:
    """Mappings within mappings, 25,000 of them."""
    return b"{a: " * 25_000


def hyphens() -> bytes:
    """Lists within lists in block style, 50,000 of them on one line."""
    return b"- " * 50_000


def question_marks() -> bytes:
    """Keys within keys, 50,000 of them on one line."""
    return b"? " * 50_000


def json_brackets() -> dict[str, bytes]:
    """JSON that is nested 50,000 levels deep."""
    return {"deep.json": b'{"apiVersion":"core.oam.dev/v1alpha1","a":' + b'{"a":' * 19_999 + b"1" + b"}" * 20_000}


def anchors_nested() -> bytes:
    """An anchor at each of 10,000 levels."""
    return b"".join(b"&a%d [" % number for number in range(10_000))


# Up to 100 kB that want to cost much


def aliases_of_a_text() -> bytes:
    """25,000 aliases of one text."""
    return _container("      more: &a x\n      extra: [" + "*a," * 25_000 + "]\n")


def anchors_many() -> bytes:
    """10,000 anchors that nobody uses."""
    return _unknown("[" + ", ".join(f"&a{number} x" for number in range(8_000)) + "]")


def keys_many() -> bytes:
    """10,000 fields that OAM does not know."""
    return _container("".join(f"      k{number}: 1\n" for number in range(7_000)))


def keys_equal() -> bytes:
    """One key 8,000 times, each an error."""
    return _container("      extra:\n" + "        a: 1\n" * 7_500)


def errors_many() -> bytes:
    """4,000 values of a wrong type, each an error."""
    return _container("      env:\n" + "        - {name: [], value: 1}\n" * 3_000)


def errors_of_long_names() -> bytes:
    """Errors that quote a name of 900 characters each."""
    return (
        WEB + SHOP + f"      traits:\n{''.join(f'        - name: {number}-{chr(120) * 900}{chr(10)}' for number in range(100))}"
    ).encode()


def names_nearly_known() -> bytes:
    """3,000 misspelled fields, for each of which the nearest known one is looked for."""
    return _container("".join(f"      resource{number:04}: 1\n" for number in range(3_500)))


def variables_many() -> bytes:
    """2,500 environment variables."""
    return _container("      env:\n" + "".join(f"        - {{name: A{number}, value: x}}\n" for number in range(2_500)))


def parameters_many() -> bytes:
    """1,000 parameters, each the source of an environment variable."""
    declared = "".join(f"    - {{name: p{number}, type: string, default: x}}\n" for number in range(1_000))
    used = "".join(f"        - {{name: A{number}, fromParam: p{number}}}\n" for number in range(1_000))
    return (WEB.replace("  containers:", f"  parameters:\n{declared}  containers:") + f"      env:\n{used}" + SHOP).encode()


def ports_many() -> bytes:
    """2,000 ports."""
    ports = "".join(f"        - {{name: p{number}, containerPort: {number}}}\n" for number in range(1, 2_001))
    head, _, _ = WEB.rpartition("      ports:")
    return (f"{head}      ports:\n{ports}" + SHOP).encode()


def files_many() -> bytes:
    """1,500 config files."""
    files = "".join(f"        - {{path: /etc/f{number}, value: x}}\n" for number in range(1_500))
    return _container(f"      config:\n{files}")


def containers_many() -> bytes:
    """500 containers in one component."""
    more = "".join(
        f"    - {{name: c{number}, image: x:1, resources: {{cpu: {{required: 1m}}, memory: {{required: 1Mi}}}}}}\n"
        for number in range(500)
    )
    return _container(more)


def instances_many() -> bytes:
    """1,000 instances of one component."""
    use = "".join(f"    - {{componentName: web, instanceName: shop-web-{number}}}\n" for number in range(1_000))
    head, _, _ = SHOP.partition("    - componentName")
    return (WEB + head + use).encode()


def components_thousand() -> bytes:
    """1,000 components with an instance each (0.39 MB)."""
    return _components(1_000)


def components_ten_thousand() -> bytes:
    """10,000 components with an instance each."""
    return _components(10_000)


def _components(number: int) -> bytes:
    """Return components of one container with an instance each."""
    parts = [WEB.replace("  name: web\nspec", f"  name: web-{index}\nspec") + "---\n" for index in range(number)]
    uses = "".join(f"    - {{componentName: web-{index}, instanceName: shop-{index}}}\n" for index in range(number))
    head, _, _ = SHOP.removeprefix("---\n").partition("    - componentName")
    return ("".join(parts) + head + uses).encode()


def comments_long() -> bytes:
    """A comment of 90,000 characters."""
    return ("#" * 90_000 + "\n" + WEB + SHOP).encode()


def comments_many() -> bytes:
    """30,000 comments of one character."""
    return ("#a\n" * 30_000 + WEB + SHOP).encode()


def quotes_many() -> bytes:
    """A text of 40,000 quotes, each written twice."""
    return _value("'" + "''" * 40_000 + "'")


def escapes_many() -> bytes:
    """A text of 15,000 escapes."""
    return _value('"' + "\\u0041" * 15_000 + '"')


def colons_many() -> bytes:
    """A text of 90,000 colons."""
    return _value("'" + ":" * 90_000 + "'")


def braces_in_text() -> bytes:
    """A text of 45,000 pairs of braces, each of which Helm would take for an action."""
    return _value("'" + "{{" * 45_000 + "'")


def angles_in_text() -> bytes:
    """A text of 9,000 times what Helm deletes."""
    return _value("'" + "<no value>" * 9_000 + "'")


def references_in_text() -> bytes:
    """A value of 20,000 beginnings of references to a variable."""
    head = SHOP + "      parameterValues:\n        - name: p\n          value: '" + "[fromVariable(" * 6_000 + "'\n"
    parameter = "  parameters: [{name: p, type: string}]\n  containers:"
    use = "      env: [{name: A, fromParam: p}]\n"
    return (WEB.replace("  containers:", parameter) + use + head).encode()


def lines_folded() -> bytes:
    """A folded text of 20,000 lines."""
    return _value(">\n" + "            a\n\n" * 7_000)


def digits_as_amount() -> bytes:
    """An amount of 90,000 digits with a unit that is none."""
    return (WEB.replace("64Mi", "'" + "1" * 90_000 + "x'") + SHOP).encode()


def image_long() -> bytes:
    """An image with a name of 90,000 characters."""
    return (WEB.replace("example/web:1", "a/" * 45_000 + "a") + SHOP).encode()


def version_long() -> bytes:
    """A version of 90,000 characters, which only its last one spoils."""
    return (
        WEB + SHOP.replace("  name: shop\n", "  name: shop\n  annotations: {version: '1.0.0-" + "0a." * 30_000 + "'}\n")
    ).encode()


def label_long() -> bytes:
    """A label of 90,000 characters."""
    return (WEB.replace("  name: web\nspec", "  name: web\n  labels: {a: '" + "a-" * 45_000 + "'}\nspec") + SHOP).encode()


def host_long() -> bytes:
    """A host name of 90,000 characters."""
    traits = (
        "      traits:\n        - name: ingress\n          properties: {hostname: " + "a." * 45_000 + "a, servicePort: 8080}\n"
    )
    return (WEB + SHOP + traits).encode()


def path_long() -> bytes:
    """A path of a config file with 30,000 parts."""
    return _container("      config:\n        - {path: " + "/aa" * 30_000 + ", value: x}\n")


def line_with_an_error() -> bytes:
    """An error at the end of a line of 90,000 characters."""
    return _container("      env: [" + "{name: A, value: x}, " * 4_000 + "{name: [], value: x}]\n")


def tags_many() -> bytes:
    """5,000 tags that there are not."""
    return _unknown("[" + ", ".join(f"!t{number} x" for number in range(5_000)) + "]")


def blanks() -> bytes:
    """A line of 90,000 blanks."""
    return (WEB + " " * 90_000 + "\n" + SHOP).encode()


def blank_lines() -> bytes:
    """90,000 empty lines."""
    return (WEB + "\n" * 90_000 + SHOP).encode()
