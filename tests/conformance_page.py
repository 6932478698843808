"""The page on how results compare with those of KubeVela's own program, from `tests/kubevela.toml`.

The applications are no part of the repository; the table has what is known of each. `tests/test_kubevela.py` holds the table to
them where they are.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

TABLE = Path(__file__).resolve().parent / "kubevela.toml"
ABOUT, AS_THERE = "about", "as there"
GROUPS = {
    "vectors": ("Each feature by itself", "Written for this purpose, one feature each."),
    "issues": ("After public reports", "Reduced to what was reported, in other words and with other names."),
    "deploy": (
        "Through the executor",
        "By the executor of the step `deploy`; the others are what `vela dry-run` prints.",
    ),
}
OUTCOMES = {
    "same": ("same objects", "The objects are equal, in the same order."),
    "refused": ("both refuse", "The program refuses the application, and so does `oamc`; why, is not compared."),
    "same, and no objects that Kubernetes takes": (
        "same objects, refused",
        "The objects are equal, and no API server takes them: `oamc` makes them and refuses them, for the reason given.",
    ),
    "different": ("different objects", "Both accept it, and an object or a field differs, for the reason given."),
    "not accepted": ("not accepted", "The program accepts it, and `oamc` refuses it, for the reason given."),
    "accepted": ("accepted here", "The program refuses it, and `oamc` accepts it, for the reason given."),
}
FIRST = ("same", "refused")


def conformance_page() -> str:
    """Return the page."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    about = table.pop(ABOUT)
    outcomes = table.pop(AS_THERE)
    reasons = {name: why for found in table.values() for name, why in found.items()}
    outcomes |= {name: word for word, found in table.items() for name in found}
    counts = Counter((name.partition("/")[0], word) for name, word in outcomes.items())
    shown = [word for word in OUTCOMES if word in FIRST or any(counts[group, word] for group in GROUPS)]
    lines = [
        "# What agrees with KubeVela",
        "",
        "This page is generated from `tests/kubevela.toml` by `make docs`. Applications were given to KubeVela's own renderer",
        "(v1.11.0-alpha.4), and its objects are compared with those of `oamc`, field by field; the order of keys does not",
        "count. Where an application names no namespace, that of a cluster, `default`, is left out on both sides.",
        "",
        "| Outcome | What it means | " + " | ".join(heading for heading, _ in GROUPS.values()) + " |",
        "| --- | --- |" + " ---: |" * len(GROUPS),
    ]
    for word in shown:
        label, meaning = OUTCOMES[word]
        numbers = " | ".join(str(counts[group, word]) for group in GROUPS)
        lines.append(f"| {label} | {meaning} | {numbers} |")
    for group, (heading, words) in GROUPS.items():
        names = [name for name in about if name.startswith(f"{group}/")]
        lines += [
            "",
            f"## {heading}",
            "",
            words,
            "",
            "| Case | What it exercises | Outcome | Why |",
            "| --- | --- | --- | --- |",
        ]
        for name in names:
            label, _ = OUTCOMES[outcomes[name]]
            cells = (f"`{name.partition('/')[2]}`", about[name], label, reasons.get(name, ""))
            lines.append("| " + " | ".join(cell.replace("|", "\\|").replace("<", "&lt;") for cell in cells) + " |")
    return "\n".join(lines) + "\n"
