"""What is pinned has hashes, archives are the same bytes for everybody, and a bill of materials says what is in a release."""

import json
import tarfile
import zipfile

import pytest

from release import archives as archives_module
from release.archives import build, known_files, sha256, time_of_release
from release.audit import FINE, HOLES, UNKNOWN, judged
from release.bill_of_materials import LOCK, as_text, bill_of_materials, declared_dependencies
from release.locks import FOLDER, ROOT, LockError, lock_files, read_lock
from tests.assurance.supply.clean_install import EXAMPLE, files_below, install, run
from tests.support import processes

EPOCH = 1_700_000_000
DECIDED = {"pyyaml", "jinja2", "jsonschema", "ruamel.yaml"}


@pytest.fixture(scope="module")
def archives(tmp_path_factory):
    """The wheel and the source archive, built once."""
    return {path.suffix: path for path in build(tmp_path_factory.mktemp("first"), EPOCH, mask=0o022)}


@pytest.mark.parametrize("path", lock_files(), ids=lambda path: path.stem)
def test_every_line_of_a_lock_file_is_pinned_with_hashes(path):
    pins = read_lock(path.read_text())
    assert len(pins) > 10
    assert len({pin.name for pin in pins if not pin.marker}) == len([pin for pin in pins if not pin.marker])


def test_there_is_a_lock_file_for_each_environment():
    assert {path.stem for path in lock_files()} == {"audit", "fuzz", "run", "test"}


@pytest.mark.parametrize("path", lock_files(), ids=lambda path: path.stem)
def test_a_lock_file_names_no_place_to_load_from(path):
    text = path.read_text()
    assert "://" not in text
    assert "index-url" not in text


PINNED = f"a==1 \\\n    --hash=sha256:{'0' * 64}\n    # via b\n"


@pytest.mark.parametrize(
    "text",
    [
        "a==1\n",
        "a>=1\n",
        "a\n",
        "a==1 \\\n    --hash=md5:0\n",
        f"a==1 \\\n    --hash=sha256:{'0' * 63}\n",
        "--index-url x\n" + PINNED,
        "-e .\n" + PINNED,
        PINNED + "b @ file:///x\n",
        PINNED + "a==2 \\\n# comment\n",
    ],
)
def test_a_line_that_pins_nothing_is_refused(text):
    assert read_lock(PINNED)[0].needed_by == ("b",)
    with pytest.raises(LockError):
        read_lock(text)


def test_the_runtime_dependencies_are_those_that_were_decided():
    assert set(declared_dependencies()) == DECIDED


def test_every_lock_pins_one_version_of_what_it_shares_with_the_test_environment():
    versions = {pin.name: pin.version for pin in read_lock((FOLDER / "test.txt").read_text())}
    for name in ("run", "fuzz"):
        for pin in read_lock((FOLDER / f"{name}.txt").read_text()):
            assert pin.version == versions.get(pin.name, pin.version)


def test_a_second_build_elsewhere_gives_the_same_bytes(archives, tmp_path):
    again = {path.suffix: path for path in build(tmp_path / "second", EPOCH, mask=0o077)}
    assert {suffix: sha256(path) for suffix, path in again.items()} == {
        suffix: sha256(path) for suffix, path in archives.items()
    }


def test_the_source_archive_is_the_repository_and_nothing_else(archives):
    with tarfile.open(archives[".gz"]) as tar:
        members = {member.name.partition("/")[2]: member for member in tar.getmembers() if member.isfile()}
        assert set(members) == {*known_files(), "PKG-INFO"}
        for name in known_files():
            assert tar.extractfile(members[name]).read() == (ROOT / name).read_bytes(), name
        assert {member.mode for member in members.values()} <= {0o644, 0o755}
        assert {(member.uid, member.gid, member.uname, member.gname, member.mtime) for member in members.values()} == {
            (0, 0, "", "", EPOCH)
        }


def test_the_wheel_holds_the_package_with_schemas_and_templates_and_nothing_else(archives):
    with zipfile.ZipFile(archives[".whl"]) as wheel:
        names = set(wheel.namelist())
    shared = {f"oamc/_shared/{name}" for name in known_files() if name.startswith(("schemas/", "templates/"))}
    package = {name for name in known_files() if name.startswith("oamc/")}
    assert {name for name in names if ".dist-info/" not in name} == shared | package
    assert len(shared) > 8


def test_the_installed_wheel_builds_far_from_the_checkout_what_the_checkout_builds(archives, tmp_path):
    program = install(archives[".whl"], tmp_path / "environment")
    where = run(program.with_name("python"), "-c", "import oamc; print(oamc.__file__)", folder=tmp_path)
    assert str(tmp_path) in where.out
    for form in ("helm", "manifests"):
        built = run(program, "build", EXAMPLE, "--format", form, "-o", "installed", folder=tmp_path)
        assert built.status == 0, built.err
        processes.oamc("build", EXAMPLE, "--format", form, "-o", tmp_path / "checkout", folder=ROOT, check=True)
        assert files_below(tmp_path / "installed") == files_below(tmp_path / "checkout")
    assert run(program, "explain", "OAM101", folder=tmp_path).out.startswith("# OAM101")
    assert run(program, "types", "list", folder=tmp_path).status == 0


def test_the_time_of_a_release_is_the_one_given_else_that_of_the_last_commit(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "12345")
    assert time_of_release() == 12345
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert time_of_release() == time_of_release() > 0


def test_the_bill_of_materials_lists_every_pinned_package_with_its_hashes_and_licence():
    bill = bill_of_materials(EPOCH)
    pins = read_lock(LOCK.read_text())
    assert [(part["name"], part["version"]) for part in bill["components"]] == [(pin.name, pin.version) for pin in pins]
    for part, pin in zip(bill["components"], pins, strict=True):
        assert [digest["content"] for digest in part["hashes"]] == list(pin.hashes)
        assert part["licenses"], part["name"]


def test_the_bill_of_materials_tells_what_a_release_runs_from_what_builds_it():
    scopes = {part["name"]: part["scope"] for part in bill_of_materials(EPOCH)["components"]}
    assert {name for name, scope in scopes.items() if scope == "optional"} == {"helm-python-sdk"}
    assert {scopes[name.replace(".", "-")] for name in DECIDED} == {"required"}
    assert {scopes[name] for name in ("markupsafe", "attrs", "rpds-py", "referencing")} == {"required"}
    assert {scopes[name] for name in ("hatchling", "pip", "editables", "pluggy")} == {"excluded"}


def test_the_bill_of_materials_says_who_needs_whom():
    bill = bill_of_materials(EPOCH)
    known = {part["bom-ref"] for part in bill["components"]} | {bill["metadata"]["component"]["bom-ref"]}
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert set(needs) == known
    assert all(set(below) <= known for below in needs.values())
    named = {reference.partition("@")[0].rpartition("/")[2] for reference in needs[bill["metadata"]["component"]["bom-ref"]]}
    assert named == {name.replace(".", "-") for name in DECIDED} | {"helm-python-sdk"}


def test_the_bill_of_materials_is_the_same_text_for_the_same_release():
    first, second = as_text(bill_of_materials(EPOCH)), as_text(bill_of_materials(EPOCH))
    assert first == second
    assert first.isascii()
    other = bill_of_materials(EPOCH + 1)
    assert other["serialNumber"] != json.loads(first)["serialNumber"]


def report(*packages):
    return json.dumps({"dependencies": list(packages), "fixes": []})


CLEAN = {"name": "a", "version": "1", "vulns": []}
BAD = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": []}]}
UNKNOWN_PACKAGE = {"name": "c", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        (report(CLEAN), FINE),
        (report(CLEAN, BAD), HOLES),
        (report(UNKNOWN_PACKAGE, BAD), HOLES),
        (report(CLEAN, UNKNOWN_PACKAGE), UNKNOWN),
        (report(UNKNOWN_PACKAGE), UNKNOWN),
        (report(), UNKNOWN),
        ("", UNKNOWN),
        ("{}", UNKNOWN),
        ("[]", UNKNOWN),
    ],
)
def test_an_audit_is_good_only_where_every_package_was_looked_up(text, status):
    verdict = judged("run.txt", text)
    assert verdict.status == status
    assert ("nothing is known" in verdict.words) == (status == UNKNOWN)


def test_the_security_policy_says_how_to_report():
    text = (ROOT / "SECURITY.md").read_text()
    assert "report" in text.lower()
    assert "@" not in text


def test_without_git_the_files_that_are_there_are_the_repository(monkeypatch):
    known = known_files()
    monkeypatch.setattr(archives_module, "_git", lambda *_: None)
    assert set(known) <= set(known_files())
    assert not any(name.startswith((".venv", "build/", ".git/")) or "__pycache__" in name for name in known_files())
