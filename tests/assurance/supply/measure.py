"""The supply chain for the table of assurance: pins, archives, installation, bill of materials, known holes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from release.archives import build, known_files, sha256, time_of_release
from release.bill_of_materials import as_text, bill_of_materials, declared_dependencies
from release.locks import ROOT, lock_files, read_lock
from tests.assurance.rows import Row
from tests.assurance.supply.clean_install import EXAMPLE, files_below, install, run
from tests.support import processes

PROMISE = "R29"
MASKS = (0o022, 0o077, 0o002, 0o027)
MOST_DEPENDENCIES = 4


def measure(*, full: bool) -> Iterator[Row]:
    """Check what is pinned, build again and compare, install, and look for known holes where somebody can tell."""
    yield from pins()
    with tempfile.TemporaryDirectory(prefix="oamc-supply-") as place:
        folder = Path(place)
        archives = build(folder / "first", time_of_release())
        yield rebuilt(folder, archives, MASKS if full else MASKS[:1])
        yield installed(folder, archives)
    yield bill()
    if full:
        yield holes()


def pins() -> Iterator[Row]:
    """Count what is pinned, and what runs."""
    locks = {path.name: read_lock(path.read_text(encoding="utf-8")) for path in lock_files()}
    count = sum(map(len, locks.values()))
    bare = sum(not pin.hashes for found in locks.values() for pin in found)
    yield Row(PROMISE, f"packages pinned without a hash in {', '.join(locks)}", f"{bare} of {count}", not bare)
    names = declared_dependencies()
    what = f"runtime dependencies: {', '.join(names)} (R29 asks for 3; ARCHITECTURE.md says why ruamel.yaml is the fourth)"
    yield Row(PROMISE, what, str(len(names)), len(names) <= MOST_DEPENDENCIES)


def rebuilt(folder: Path, archives: tuple[Path, ...], masks: tuple[int, ...]) -> Row:
    """Build again in other folders and with other umasks."""
    differ = 0
    for mask in masks:
        again = build(folder / f"again-{mask:03o}", time_of_release(), mask=mask)
        differ += sum(sha256(first) != sha256(second) for first, second in zip(archives, again, strict=True))
    count = len(known_files())
    what = f"wheel and source archive ({count} files) built again in other folders with other umasks: differing SHA-256"
    return Row(PROMISE, what, f"{differ} of {len(archives) * len(masks)}", not differ)


def installed(folder: Path, archives: tuple[Path, ...]) -> Row:
    """Install the wheel without a network and build an example with it, far from the checkout."""
    (wheel,) = (path for path in archives if path.suffix == ".whl")
    program = install(wheel, folder / "environment")
    built = run(program, "build", EXAMPLE, "-o", "installed", folder=folder)
    processes.oamc("build", EXAMPLE, "-o", folder / "checkout", folder=ROOT, check=True)
    expected, found = files_below(folder / "checkout"), files_below(folder / "installed")
    differ = sum(expected.get(name) != found.get(name) for name in {*expected, *found})
    what = (
        "the wheel, installed offline into a clean environment, builds an example: files that differ from those of the checkout"
    )
    return Row(PROMISE, what, f"{differ} of {len(expected)}", not built.status and not differ and bool(expected))


def bill() -> Row:
    """Check that the bill of materials is whole and the same text twice."""
    epoch = time_of_release()
    made = bill_of_materials(epoch)
    parts = made["components"]
    incomplete = sum(not part["hashes"] or not part.get("licenses") for part in parts)
    same = as_text(made) == as_text(bill_of_materials(epoch))
    what = "packages of the bill of materials (CycloneDX 1.6) without hashes or licence; the text is the same twice"
    return Row(PROMISE, what, f"{incomplete} of {len(parts)}", not incomplete and same)


def holes() -> Row:
    """Run `make audit`. Where its service does not answer, nothing is known; the row says so and does not fail."""
    command = ["make", "--no-print-directory", "audit", "IF_ANSWERED=1"]
    made = processes.run(command, ROOT, environment=processes.inherited("MAKEFLAGS", "MAKELEVEL"))
    said = made.out + made.err
    what = "known holes in all that is pinned (pip-audit)"
    if "nothing is known" in said:
        return Row(
            PROMISE,
            what,
            "not known: the service does not know the packages here, or does not answer",
            held=not made.status,
        )
    known = "0" if not made.status else "see make audit"
    return Row(PROMISE, what, known, held=not made.status)
