"""The surroundings of some cases, made by name: what stands where the output goes, or among the inputs.

The output folder is `work/out`, the trees in it are those of the application `shop`. `work/victim` is what an output that
follows links would change, and `work/in` the folder of inputs.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from hashlib import sha256
from json import dumps
from pathlib import Path

OUTPUT = "work/out"
TREE = f"{OUTPUT}/shop"
SCENES: dict[str, Callable[[Path], None]] = {}


def make(name: str, place: Path) -> None:
    """Make a scene in the folder of a run, after its inputs and decoys are there."""
    SCENES[name](place)


def scene(make_it: Callable[[Path], None]) -> Callable[[Path], None]:
    """List a function as a scene, by its name with hyphens."""
    SCENES[make_it.__name__.replace("_", "-")] = make_it
    return make_it


def _victim(place: Path) -> Path:
    """Make a folder of the user with a file that no output may change."""
    folder = place / "work" / "victim"
    folder.mkdir()
    for name in ("values.yaml", "shop.yaml", "Chart.yaml"):
        (folder / name).write_text(f"the user's {name}\n", encoding="utf-8")
    return folder


def _tree(place: Path) -> Path:
    """Make the folder of the application's output, empty."""
    (place / TREE).mkdir(parents=True)
    return place / TREE


def _owned(tree: Path, files: dict[str, str]) -> None:
    """Write files, and the list that says that an earlier build wrote them."""
    for path, text in files.items():
        (tree / path).parent.mkdir(parents=True, exist_ok=True)
        (tree / path).write_text(text, encoding="utf-8")
        (tree / path).chmod(0o644)
    digests = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    (tree / ".oamc-files").write_text(dumps({"files": digests, "format": 1, "tool": "oamc"}) + "\n", encoding="utf-8")
    (tree / ".oamc-files").chmod(0o644)


@scene
def output_is_a_link(place: Path) -> None:
    """The output folder is a link to a folder of the user."""
    _victim(place)
    (place / OUTPUT).symlink_to("victim")


@scene
def output_is_a_link_outside(place: Path) -> None:
    """The output folder is a link to the home of the user."""
    (place / OUTPUT).symlink_to("../home")


@scene
def output_is_a_dangling_link(place: Path) -> None:
    """The output folder is a link to nothing, where a careless program makes a folder."""
    (place / OUTPUT).symlink_to("../canary-new")


@scene
def output_is_a_link_to_itself(place: Path) -> None:
    """The output folder is a link that leads to itself."""
    (place / OUTPUT).symlink_to("out")


@scene
def output_is_a_pipe(place: Path) -> None:
    """The output folder is a pipe, on which a careless program waits for ever."""
    os.mkfifo(place / OUTPUT)


@scene
def output_is_a_file(place: Path) -> None:
    """The output folder is a file of the user."""
    (place / OUTPUT).write_text("a file of the user\n", encoding="utf-8")


@scene
def tree_is_a_link(place: Path) -> None:
    """The folder of the application is a link to a folder of the user."""
    _victim(place)
    (place / OUTPUT).mkdir()
    (place / TREE).symlink_to("../victim")


@scene
def tree_is_a_dangling_link(place: Path) -> None:
    """The folder of the application is a link to nothing."""
    (place / OUTPUT).mkdir()
    (place / TREE).symlink_to("../../canary-new")


@scene
def tree_is_a_pipe(place: Path) -> None:
    """The folder of the application is a pipe."""
    (place / OUTPUT).mkdir()
    os.mkfifo(place / TREE)


@scene
def tree_is_a_file(place: Path) -> None:
    """The folder of the application is a file of the user."""
    (place / OUTPUT).mkdir()
    (place / TREE).write_text("a file of the user\n", encoding="utf-8")


@scene
def tree_is_a_socket(place: Path) -> None:
    """The folder of the application is a socket."""
    (place / OUTPUT).mkdir()
    here = Path.cwd()
    os.chdir(place / OUTPUT)  # the path of a socket is at most 107 bytes long
    try:
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind("shop")
    finally:
        os.chdir(here)


@scene
def tree_of_the_user(place: Path) -> None:
    """The folder of the application has files of the user and none of an earlier build."""
    (_tree(place) / "values.yaml").write_text("mine: true\n", encoding="utf-8")


@scene
def file_is_a_link(place: Path) -> None:
    """A file of an earlier build was exchanged for a link to a file of the user."""
    _victim(place)
    tree = _tree(place)
    _owned(tree, {"values.yaml": "old\n", "shop.yaml": "old\n"})
    for name in ("values.yaml", "shop.yaml"):
        (tree / name).unlink()
        (tree / name).symlink_to(f"../../victim/{name}")


@scene
def file_is_a_pipe(place: Path) -> None:
    """A file of an earlier build was exchanged for a pipe."""
    tree = _tree(place)
    _owned(tree, {"values.yaml": "old\n", "shop.yaml": "old\n"})
    for name in ("values.yaml", "shop.yaml"):
        (tree / name).unlink()
        os.mkfifo(tree / name)


@scene
def file_is_a_folder(place: Path) -> None:
    """A folder of the user stands where a file of the output goes."""
    tree = _tree(place)
    _owned(tree, {})
    for name in ("values.yaml", "shop.yaml"):
        (tree / name).mkdir()
        (tree / name / "mine.txt").write_text("mine\n", encoding="utf-8")


@scene
def file_was_edited(place: Path) -> None:
    """A file of an earlier build was edited by hand."""
    tree = _tree(place)
    _owned(tree, {"values.yaml": "old\n", "shop.yaml": "old\n"})
    for name in ("values.yaml", "shop.yaml"):
        (tree / name).write_text("edited: true\n", encoding="utf-8")


@scene
def folder_of_templates_is_a_link(place: Path) -> None:
    """The folder of templates of an earlier chart was exchanged for a link; manifests know no such folder."""
    _victim(place)
    tree = _tree(place)
    _owned(tree, {"Chart.yaml": "old\n"})
    (tree / "templates").symlink_to("../../victim")


@scene
def list_is_a_link(place: Path) -> None:
    """The list of an earlier build is a link to another list, which names files of the user."""
    _victim(place)
    tree = _tree(place)
    (tree / "values.yaml").write_text("mine\n", encoding="utf-8")
    _owned(place / "work" / "victim", {"values.yaml": "mine\n"})
    (tree / ".oamc-files").symlink_to("../../victim/.oamc-files")


@scene
def list_leads_up(place: Path) -> None:
    """The list of an earlier build names files above the output, which a careless program removes."""
    tree = _tree(place)
    text = (place / "work" / "notes.txt").read_text(encoding="utf-8")
    digest = sha256(text.encode()).hexdigest()
    names = {"../../notes.txt": digest, "/etc/passwd": digest, "templates/../../../notes.txt": digest}
    (tree / ".oamc-files").write_text(dumps({"files": names, "format": 1, "tool": "oamc"}), encoding="utf-8")


@scene
def list_is_a_bomb(place: Path) -> None:
    """The list of an earlier build is a hundred thousand brackets."""
    (_tree(place) / ".oamc-files").write_text("[" * 100_000, encoding="utf-8")


@scene
def staging_name_is_a_link(place: Path) -> None:
    """The name under which the output is written first is a link to a folder of the user."""
    _victim(place)
    (place / OUTPUT).mkdir()
    (place / OUTPUT / ".oamc-work-shop").symlink_to("../victim")


@scene
def staging_name_is_a_pipe(place: Path) -> None:
    """The name under which the output is written first is a pipe."""
    (place / OUTPUT).mkdir()
    os.mkfifo(place / OUTPUT / ".oamc-work-shop")


@scene
def staging_name_is_forged(place: Path) -> None:
    """The name under which the output is written first holds a tree with a valid list, as if a run had been killed."""
    _victim(place)
    tree = place / OUTPUT / ".oamc-work-shop" / "staged"
    tree.mkdir(parents=True)
    _owned(tree, {"values.yaml": "forged\n", "templates/evil.yaml": "kind: ClusterRoleBinding\n"})
    (tree / "templates" / "link.yaml").symlink_to("../../../../victim/shop.yaml")


@scene
def earlier_build_and_files_of_the_user(place: Path) -> None:
    """An earlier build stands there, with a file of the user and a link of the user that no new file replaces."""
    tree = _tree(place)
    _owned(tree, {"old.yaml": "old\n"})
    (tree / "README.md").write_text("mine\n", encoding="utf-8")
    (place / OUTPUT / "other.txt").write_text("mine\n", encoding="utf-8")


@scene
def input_link_leaves(place: Path) -> None:
    """A link among the inputs leads to a key of the user."""
    (place / "work" / "in" / "key.yaml").symlink_to("../../home/.ssh/id_canary")


@scene
def input_link_to_passwords(place: Path) -> None:
    """A link among the inputs leads to the users of the machine."""
    (place / "work" / "in" / "users.yaml").symlink_to("/etc/passwd")


@scene
def input_link_through_a_folder(place: Path) -> None:
    """A folder among the inputs is a link that leaves them."""
    (place / "work" / "in" / "more").symlink_to("../neighbor")


@scene
def input_link_inside(place: Path) -> None:
    """A link among the inputs leads to another of them."""
    (place / "work" / "in" / "again.yaml").symlink_to("web.yaml")


@scene
def input_link_dangles(place: Path) -> None:
    """A link among the inputs leads to nothing."""
    (place / "work" / "in" / "lost.yaml").symlink_to("nowhere.yaml")


@scene
def input_link_circle(place: Path) -> None:
    """Two links among the inputs lead to each other."""
    (place / "work" / "in" / "a.yaml").symlink_to("b.yaml")
    (place / "work" / "in" / "b.yaml").symlink_to("a.yaml")


@scene
def input_folder_circle(place: Path) -> None:
    """A folder among the inputs is a link to the folder that it stands in."""
    (place / "work" / "in" / "more").symlink_to(".")


@scene
def input_pipe(place: Path) -> None:
    """A pipe stands among the inputs, on which a careless program waits for ever."""
    os.mkfifo(place / "work" / "in" / "pipe.yaml")


@scene
def input_link_to_device(place: Path) -> None:
    """A link among the inputs leads to a device that never ends."""
    (place / "work" / "in" / "zero.yaml").symlink_to("/dev/zero")


@scene
def input_folder_with_suffix(place: Path) -> None:
    """A folder among the inputs is named like a file."""
    (place / "work" / "in" / "folder.yaml").mkdir()


@scene
def input_deep(place: Path) -> None:
    """Folders among the inputs are nested a hundred levels deep."""
    folder = place / "work" / "in"
    for _ in range(100):
        folder = folder / "d"
        folder.mkdir()


@scene
def input_hidden(place: Path) -> None:
    """Hidden files stand among the inputs, which are not read."""
    (place / "work" / "in" / ".secret.yaml").write_text("{ not yaml", encoding="utf-8")
    (place / "work" / "in" / ".hidden").mkdir()
    (place / "work" / "in" / ".hidden" / "x.yaml").write_text("{ not yaml", encoding="utf-8")


@scene
def input_name_not_utf_8(place: Path) -> None:
    """The name of an input is no UTF-8, and its content speaks of OAM and is no YAML."""
    path = os.fsencode(place / "work" / "in") + b"/caf\xe9\x1b[2J.yaml"
    Path(os.fsdecode(path)).write_text("apiVersion: core.oam.dev/v1alpha1\nkind: [", encoding="utf-8")


@scene
def configuration_leaves(place: Path) -> None:
    """A configuration file of the pull request sends the output elsewhere."""
    (place / "work" / "oamc.toml").write_text('output = "../canary-new"\n', encoding="utf-8")


@scene
def configuration_above(place: Path) -> None:
    """Somebody has put a configuration file above the working directory, which is in no repository."""
    (place / "oamc.toml").write_text('output = "canary-new"\nformat = "other"\n', encoding="utf-8")


@scene
def configuration_has_inputs_that_leave(place: Path) -> None:
    """A configuration file of the pull request lets files elsewhere be read."""
    (place / "work" / "oamc.toml").write_text('inputs = ["../secret"]\n', encoding="utf-8")


@scene
def configuration_absolute(place: Path) -> None:
    """A configuration file of the pull request sends the output to an absolute path."""
    (place / "work" / "oamc.toml").write_text(f'output = "{place}/canary-new"\n', encoding="utf-8")


@scene
def configuration_raises_limits(place: Path) -> None:
    """A configuration file of the pull request raises a limit, which only the operator may."""
    (place / "work" / "oamc.toml").write_text('limit = ["depth=100000"]\n', encoding="utf-8")


@scene
def configuration_forces(place: Path) -> None:
    """A configuration file of the pull request overwrites what the user has edited."""
    (place / "work" / "oamc.toml").write_text("force = true\n", encoding="utf-8")
    file_was_edited(place)


@scene
def configuration_is_a_pipe(place: Path) -> None:
    """The configuration file is a pipe."""
    os.mkfifo(place / "work" / "oamc.toml")


@scene
def configuration_is_a_link(place: Path) -> None:
    """The configuration file is a link that leaves the working folder."""
    (place / "work" / "oamc.toml").symlink_to("../home/.kube/config")


def _configuration(place: Path, text: str) -> None:
    """Write the configuration file of a pull request."""
    (place / "work" / "oamc.toml").write_text(text, encoding="utf-8")


@scene
def configuration_names_a_hidden_file(place: Path) -> None:
    """A configuration file of the pull request sends a report to the settings of git."""
    _configuration(place, 'diagnostics = ["json=.git/config"]\n')


@scene
def configuration_names_a_file_of_the_user(place: Path) -> None:
    """A configuration file of the pull request sends a report to a file that is none."""
    (place / "work" / "package.json").write_text('{"name": "mine"}\n', encoding="utf-8")
    _configuration(place, 'diagnostics = ["json=package.json"]\n')


@scene
def configuration_names_what_programs_read(place: Path) -> None:
    """A configuration file of the pull request makes a file that pip reads."""
    _configuration(place, 'diagnostics = ["text=requirements.txt"]\n')


@scene
def configuration_names_a_template(place: Path) -> None:
    """A configuration file of the pull request sends a report into a chart of the user, where Helm runs over it."""
    (place / "work" / "chart" / "templates").mkdir(parents=True)
    (place / "work" / "chart" / "Chart.yaml").write_text("name: mine\n", encoding="utf-8")
    _configuration(place, 'diagnostics = ["json=chart/templates/x.json"]\n')


@scene
def configuration_names_a_link(place: Path) -> None:
    """A configuration file of the pull request sends a report through a link to a folder of the user."""
    _victim(place)
    (place / "work" / "linked").symlink_to("victim")
    _configuration(place, 'diagnostics = ["json=linked/x.json"]\n')


@scene
def configuration_waits(place: Path) -> None:
    """A configuration file of the pull request reads values from standard input."""
    _configuration(place, 'values = ["-"]\n')


@scene
def configuration_has_a_long_key(place: Path) -> None:
    """A configuration file of the pull request has a key of twenty thousand parts, whose cost grows with their square."""
    _configuration(place, ".".join(["a"] * 20_000) + " = 1\n")


@scene
def configuration_has_many_options(place: Path) -> None:
    """A configuration file of the pull request has thousands of options that do not exist."""
    _configuration(place, "".join(f"x{number} = 1\n" for number in range(5_000)))


@scene
def configuration_has_a_long_number(place: Path) -> None:
    """A configuration file of the pull request has a number of five thousand digits."""
    _configuration(place, f"seed = {'9' * 5_000}\n")


@scene
def configuration_has_a_zero_in_a_path(place: Path) -> None:
    """A configuration file of the pull request has a NUL in a path."""
    _configuration(place, 'diagnostics = ["json=a\\u0000b.json"]\n')


@scene
def configuration_is_deep(place: Path) -> None:
    """A configuration file of the pull request names a folder three thousand levels deep."""
    _configuration(place, f'diagnostics = ["json={"a/" * 3_000}x.json"]\n')


@scene
def configuration_hides_findings(place: Path) -> None:
    """A configuration file of the pull request asks for silence."""
    _configuration(place, "quiet = true\n")


@scene
def named_input_is_a_link(place: Path) -> None:
    """The file that the command line names was exchanged for a link to a key of the user."""
    (place / "work" / "named.yaml").symlink_to("../home/.ssh/id_canary")


@scene
def named_folder_is_a_link(place: Path) -> None:
    """The folder that the command line names was exchanged for a link to a folder beside the checkout."""
    (place / "work" / "named").symlink_to("../neighbor")
