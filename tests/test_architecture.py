"""What no tool checks for us: the shape of the package, and that everything is listed, documented and cased."""

import ast
import importlib
import pkgutil
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from oamc.capabilities.catalog import CATALOG
from oamc.capabilities.catalogs import CATALOGS
from oamc.capabilities.contracts import Intent, Scope, Trait, WorkloadType
from oamc.diagnostics import codes
from oamc.diagnostics.reports import Code
from oamc.model.reserved_keys import INTENTS
from oamc.model.vocabularies import KUBEVELA
from oamc.source.nodes import plain
from oamc.source.reader import read
from tests.golden_files import DIAGNOSTICS, GOLDEN, Reports, cases, code_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "oamc"
PAGES = PACKAGE / "diagnostics" / "pages"
LONGEST_MODULE = 400


# docs/assurance.md, R1: no code comes from input, nothing is fetched. Three rooms alone run a program: the engines, and git.
FORBIDDEN_IMPORTS = {
    "asyncio", "ftplib", "http", "marshal", "multiprocessing", "pickle", "pty", "requests", "runpy", "shelve",
    "smtplib", "socket", "socketserver", "ssl", "telnetlib", "urllib", "webbrowser", "xmlrpc",
}  # fmt: skip
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__", "input", "breakpoint"}
FORBIDDEN_ATTRIBUTES = {
    "FullLoader", "UnsafeLoader", "Loader", "full_load", "unsafe_load", "system", "popen", "execv", "execve", "execvp", "fork",
    "posix_spawn", "spawnv", "startfile",
}  # fmt: skip
ALLOWED = {
    ("cli/bundle_writing.py", "marshal"),  # bytecode of our own modules, as the interpreter would keep it
    ("cli/entry.py", "__import__"),  # the module of a command, from a table of our own
    ("fleets/portable_parts.py", "marshal"),  # what a copy of this process has written to it
    ("fleets/processes.py", "fork"),  # a copy of this process runs no other program
    ("startup/modules_by_name.py", "__import__"),  # of a name from a table of our own
    ("startup/module_bundle.py", "exec"),  # a module of oamc, as the interpreter runs it
    ("startup/module_bundle.py", "marshal"),  # bytecode of our own modules, which the interpreter would run
    ("startup/own_modules.py", "marshal"),  # bytecode of our own modules, which the interpreter would run
}
ONLY_IN = {
    "subprocess": ("verification/", "engines/", "revisions/"),
    "tempfile": ("verification/", "engines/", "disk/private_tree.py"),
    "ctypes": ("startup/system_calls.py",),  # what exchanges two directories, and waits for a file system
    "_ctypes": ("startup/system_calls.py",),
    "shutil": ("cli/", "verification/", "revisions/"),
}
WRITING = {
    "chmod",
    "fdopen",
    "fsync",
    "link",
    "makedirs",
    "mkdir",
    "open",
    "remove",
    "rename",
    "replace",
    "rmdir",
    "symlink",
    "unlink",
}
STREAMS = {"stdin", "stdout", "stderr"}
MAY_READ_FILES = {
    "resources.py": "open",
    "fleets/program.py": "open",
    "startup/own_modules.py": "os.open",
    "startup/module_bundle.py": "open",
}

SELDOM = {
    *("extra_fields", "kubernetes_fields", "kubernetes_phrases", "kubernetes_places", "unknown_names"),
    *("v1alpha1.normalize_probes", "v1alpha1.stray_references"),
}
# What `oamc build` must not load: ARCHITECTURE.md says why, under "Speed" of its decisions.
SLOW = {
    "argparse", "asyncio", "dataclasses", "importlib.metadata", "importlib.resources", "inspect",
    "ipaddress", "jinja2", "json",
    "jsonschema", "logging", "multiprocessing", "pathlib", "ruamel", "subprocess", "tempfile", "typing",
}  # fmt: skip

# Codes that no document provokes: they have a test of their own elsewhere, which names them.
WITHOUT_A_CASE = {
    "OAM653",  # of `oamc types`
    "OAM688",  # of packages that are installed
    "OAM689",
    "OAM690",
    "OAM712",  # of a process that died
    "OAM713",  # of a cluster: tests/fleets/test_dask.py
    "OAM714",
    "OAM715",
    "OAM102",  # inputs over 32 MiB together
    "OAM313",  # a config file over 1 MiB
    "OAM451",  # overrides of 32 MiB together
    "OAM950",  # an option about an instance that is not there: options have no place
    "OAM965",  # what a report says of a value that nobody has given
    "OAM731",  # a file that an option names
    "OAM641",  # what `oamc requires` says of charts that somebody else writes
    "OAM556",  # a trait that takes away what another one sets: of the built-in ones only the autoscaler does (OAM522)
}
# The command line: inputs, outputs on disk, `oamc verify`. Engines: programs that fail. Environments and trees for GitOps: they
# need a project file.
ROOMS_WITHOUT_CASES = {"usage", "engines", "environments", "gitops"}


def all_codes():
    """Yield the room, the name and the code of every declaration."""
    for module in pkgutil.iter_modules(codes.__path__):
        declarations = vars(importlib.import_module(f"{codes.__name__}.{module.name}"))
        for name, value in declarations.items():
            if isinstance(value, Code):
                yield module.name, name, value


CODES = {code.id: (room, name) for room, name, code in all_codes()}


def test_the_layers_of_the_package_hold():
    program = Path(sys.executable).parent / "lint-imports"
    run = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@cache
def modules():
    """Return the syntax trees of the package by their paths."""
    return {path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def nodes(tree):
    """Return the imports, the calls and the attributes of a module, in one walk for all that ask for them."""
    return tuple(node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom | ast.Call | ast.Attribute))


def test_every_module_has_a_docstring():
    assert [name for name, tree in modules().items() if not ast.get_docstring(tree)] == []


def test_no_module_is_too_long():
    lengths = {name: len((PACKAGE / name).read_text().splitlines()) for name in modules()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_MODULE} == {}


def public(scope):
    """Yield the classes, functions and methods that can be reached from outside."""
    for node in scope.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node)


def test_every_public_class_and_function_has_a_docstring():
    found = [(name, node) for name, tree in modules().items() for node in public(tree)]
    assert [(name, node.name) for name, node in found if ast.get_docstring(node) is None] == []


def imports(tree):
    """Yield the top names of all modules that a module imports, wherever the import stands."""
    for node in nodes(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def of_strangers(tree):
    """Yield what a module imports, calls and touches of what may run code of an input or fetch something."""
    yield from FORBIDDEN_IMPORTS & set(imports(tree))
    called = {node.func.id for node in nodes(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    yield from called & FORBIDDEN_CALLS
    yield from {node.attr for node in nodes(tree) if isinstance(node, ast.Attribute)} & FORBIDDEN_ATTRIBUTES


def test_no_code_comes_from_input_and_nothing_is_fetched():
    found = {(name, used) for name, tree in modules().items() for used in of_strangers(tree)}
    assert found == ALLOWED


def test_programs_temporary_files_and_system_calls_stay_in_their_rooms():
    used = [(name, module) for name, tree in modules().items() for module in imports(tree)]
    assert [(name, module) for name, module in used if not name.startswith(ONLY_IN.get(module, ""))] == []


def touched(tree):
    """Return the functions and streams that a module touches of those by which it would print, or read and write files."""
    called = [node.func for node in nodes(tree) if isinstance(node, ast.Call)]
    last = {"print", "open", "write"} | WRITING
    calls = {ast.unparse(one) for one in called if getattr(one, "attr", getattr(one, "id", "")) in last}
    doors = {"print", "open"} | {f"os.{function}" for function in WRITING} | {f"sys.{stream}.write" for stream in STREAMS}
    used = {ast.unparse(node) for node in nodes(tree) if isinstance(node, ast.Attribute) and node.attr in STREAMS}
    return (calls & doors) | (used & {f"sys.{stream}" for stream in STREAMS})


def test_only_the_command_line_prints_and_touches_files():
    rooms = ("cli/", "disk/", "verification/", "__main__.py")
    found = {name: doors for name, tree in modules().items() if not name.startswith(rooms) and (doors := touched(tree))}
    assert found == {name: {door} for name, door in MAY_READ_FILES.items()}


def modules_of_a_build(source, tmp_path):
    """Return what a build loads beside what the interpreter starts with."""
    # `-S` keeps `site` from loading what the environment wants; the paths that it would add are given by hand.
    paths = [str(ROOT), *(path for path in sys.path if "site-packages" in path)]
    script = f"""
import sys
bare = set(sys.modules)
sys.path[:0] = {paths!r}
from oamc.cli.entry import run
status = run(["build", {str(source)!r}, "-o", "out"])
print(status, *sorted(set(sys.modules) - bare))
"""
    # A folder without a configuration file: to read TOML is the one thing that loads more.
    command = [sys.executable, "-S", "-E", "-c", script]
    fresh = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    status, *modules = fresh.stdout.split() or ["crashed"]
    assert status == "0", fresh.stderr
    return modules


def test_a_build_loads_nothing_slow(tmp_path):
    modules = modules_of_a_build(GOLDEN / "worked-example" / "input" / "shop.yaml", tmp_path)
    assert "oamc.backends.helm.chart" in modules
    assert [module for module in modules if {module, module.partition(".")[0]} & SLOW] == []
    assert [module for module in modules if module.startswith("oamc.engines")] == []
    # What only a mistake or a seldom field needs is loaded with it.
    assert [module for module in modules if module.removeprefix("oamc.frontends.") in SELDOM] == []
    # Nor is the room of another version of OAM, or what only its documents need.
    of_others = (
        "oamc.frontends.v1alpha2",
        "oamc.frontends.v1beta1",
        "oamc.capabilities.kubevela",
        "oamc.resolve.given_objects",
        "oamc.model.replaced_scalar",
        "oamc.kubernetes.field_types",
    )
    assert [module for module in modules if module.startswith(of_others)] == []
    # What the input does not use is not loaded, however long the catalog is.
    loaded = {name for module in modules if (name := module.removeprefix("oamc.capabilities.traits.")) != module}
    assert loaded == {"ingress", "manual_scaler"}
    assert {module for module in modules if module.startswith("oamc.capabilities.workloads.")} == {
        "oamc.capabilities.workloads.server"
    }


def test_a_build_of_kubevela_loads_nothing_of_other_versions(tmp_path):
    modules = modules_of_a_build(GOLDEN / "kubevela-hpa" / "input", tmp_path)
    assert "oamc.frontends.v1beta1.normalize" in modules
    of_others = (
        "oamc.frontends.v1alpha",
        "oamc.capabilities.workloads.",
        "oamc.engines",
        "oamc.capabilities.kubevela.definitions",
    )
    assert [module for module in modules if module.startswith(of_others)] == []
    assert [module for module in modules if {module, module.partition(".")[0]} & SLOW] == []


def test_no_file_holds_the_marks_of_a_merge():
    begins = ("<" * 7 + " ", ">" * 7 + " ")
    files = [path for path in ROOT.iterdir() if path.is_file()]
    for room in ("oamc", "docs", "tests", "benchmarks", "examples", "release", "schemas", "templates"):
        files += [path for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".md", ".toml", ".go", ".json"}]
    assert [
        path
        for path in files
        if any(line.startswith(begins) for line in path.read_bytes().decode("utf-8", "replace").splitlines())
    ] == []


def test_codes_are_unique_and_fit_their_rooms():
    counts = Counter(code.id for _, _, code in all_codes())
    assert [code for code, count in counts.items() if count > 1] == []
    rooms = {room: {code[:4] for code, (other, _) in CODES.items() if other == room} for room, _ in CODES.values()}
    assert rooms == {
        "reading": {"OAM1"},
        "shape": {"OAM2"},
        "second_version": {"OAM2"},
        "application": {"OAM3"},
        "parameters": {"OAM4"},
        "capabilities": {"OAM5"},
        "engines": {"OAM5"},
        "environments": {"OAM9"},
        "definitions": {"OAM5"},
        "objects": {"OAM6"},
        "balancers": {"OAM6"},
        "bandwidth": {"OAM6"},
        "claims": {"OAM6"},
        "traffic": {"OAM6"},
        "flagger": {"OAM6"},
        "rollouts": {"OAM6"},
        "objectives": {"OAM6"},
        "operation": {"OAM9"},
        "own": {"OAM6"},
        "intents": {"OAM9"},
        "outputs": {"OAM7"},
        "patches": {"OAM5"},
        "platform": {"OAM7"},
        "values": {"OAM7"},
        "usage": {"OAM8"},
        "gitops": {"OAM9"},
        "quality": {"OAM9"},
        "scaling": {"OAM6", "OAM9"},
        "functions": {"OAM6", "OAM9"},
        "scopes": {"OAM6"},
        "vela": {"OAM2", "OAM3", "OAM5"},
        "dapr": {"OAM6"},
        "dynamic_qos": {"OAM9"},
    }


def test_the_message_of_a_code_is_one_line_that_begins_small_and_has_no_final_period():
    wrong = [
        code.id
        for _, _, code in all_codes()
        if code.template.endswith(".") or "\n" in code.template or (code.template[0].isupper() and code.template[1].islower())
    ]
    # Names that are written with a capital everywhere.
    proper = [
        code.id
        for _, _, code in all_codes()
        if code.id in wrong and code.template.startswith(("Helm ", "Kubernetes ", "YAML "))
    ]
    assert sorted(wrong) == sorted(proper)


def test_every_code_is_reported_somewhere():
    used = {
        part
        for name, tree in modules().items()
        if not name.startswith("diagnostics/codes/")
        for node in ast.walk(tree)
        for part in ([node.attr] if isinstance(node, ast.Attribute) else [node.id] if isinstance(node, ast.Name) else [])
    }
    assert {f"{code} {name}" for code, (_, name) in CODES.items() if name not in used} == set()


def test_every_code_has_a_page_and_no_page_lacks_a_code():
    assert {path.stem for path in PAGES.glob("*.md")} == set(CODES)


def test_every_code_has_a_case_and_no_case_lacks_a_code():
    exempt = {code for code, (room, _) in CODES.items() if room in ROOMS_WITHOUT_CASES} | WITHOUT_A_CASE
    cased = {code_of(case) for case in cases(DIAGNOSTICS)}
    assert cased - set(CODES) == set()
    assert set(CODES) - cased - exempt == set()
    assert WITHOUT_A_CASE & cased == set()


def test_every_code_without_a_case_is_named_by_a_test():
    cased = {code_of(case) for case in cases(DIAGNOSTICS)}
    texts = [path.read_text() for path in ROOT.glob("tests/**/*.py") if path.name != Path(__file__).name]
    unnamed = {code for code in set(CODES) - cased if not any(code in text or CODES[code][1] in text for text in texts)}
    assert unnamed == set()


def declared(room, record):
    """Return the capabilities that the modules of a room declare."""
    package = importlib.import_module(f"oamc.capabilities.{room}")
    modules = [
        importlib.import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__)
    ]
    return [value for module in modules for value in vars(module).values() if isinstance(value, record)]


@pytest.mark.parametrize(
    ("room", "record", "listed"),
    [
        ("workloads", WorkloadType, CATALOG.workload_types),
        ("traits", Trait, CATALOG.traits),
        ("scopes", Scope, CATALOG.scopes),
        ("intents", Intent, CATALOG.intents),
        ("kubevela.components", WorkloadType, CATALOGS[KUBEVELA].workload_types),
        ("kubevela.traits", Trait, CATALOGS[KUBEVELA].traits),
    ],
)
def test_every_capability_is_listed_once(room, record, listed):
    assert sorted(item.name for item in declared(room, record)) == sorted(item.name for item in listed)
    names = [name for item in listed for name in item.names]
    assert len(set(names)) == len(names)
    assert [item.name for item in listed if not item.summary] == []


def used_in_golden_cases():
    """Return the workload types, traits, scope types and intents that the inputs of the golden cases name."""
    reports = Reports()
    found = set()
    for case in cases(GOLDEN):
        for source in case.sources(reports):
            for document in read(source, reports):
                content = plain(document.root)
                spec = content.get("spec", {})
                found |= set((content["metadata"].get("annotations") or {}).get(INTENTS, "").split(", "))
                found |= {spec.get("workloadType")} | {scope["type"] for scope in spec.get("scopes", [])}
                workload = spec.get("workload", {})
                found.add(f"{workload.get('apiVersion')}.{workload.get('kind')}")
                for use in spec.get("components", []):
                    found |= {use.get("type")} | {trait.get("name", trait.get("type")) for trait in use.get("traits") or []}
    return found


def test_every_capability_has_a_golden_case():
    used = used_in_golden_cases()
    known = (*CATALOG.workload_types, *CATALOG.traits, *CATALOG.scopes, *CATALOG.intents)
    of_others = [item for catalog in CATALOGS.values() for item in (*catalog.workload_types, *catalog.traits)]
    assert [item.name for item in (*known, *of_others) if not used & set(item.names)] == []
