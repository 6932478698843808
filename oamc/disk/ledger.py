"""The list of the trees that oamc wrote to one directory, and of the documents that these came from.

It is a file `.oamc.trees` beside the trees: JSON with sorted keys, one line for each tree, with the path of the document of its
application relative to this directory, and neither a clock nor a host nor a version. A tree is left over where its document
lies in what a run was given and the run does not make the tree: the application is gone, or has another name. So runs that
build other documents into the same directory leave one another's trees alone, and one that builds them all sees every tree.
A document whose path could tell who works where stands as the empty text, and its tree is never left over.
"""

from __future__ import annotations

import os
import stat

from oamc.choices import ALLOW
from oamc.diagnostics.codes import usage
from oamc.disk.files import OWNED_FILES, OWNED_TREES, kind_of, reason
from oamc.disk.folders import Entry, mode_of, read_file, status_of, synchronize, write_file
from oamc.disk.ownership import FORMAT, LARGEST_LIST, is_output_path
from oamc.disk.recovery import PARTIAL, begin, finish, is_linked, recover, work_name
from oamc.startup.indented_json import indented_json
from oamc.startup.read_only import MappingProxyType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.standing import Standing
    from oamc.disk.survey import Survey
    from oamc.progress import Watch

LONGEST_DOCUMENT = 4096
NOTHING: Mapping[str, tuple[str, ...]] = MappingProxyType({})


class Delivery:
    """What a run asks of a directory of trees, and what it finds there beside the trees that it makes.

    `documents` are those of the trees, by name, and `inputs` what the run was given, both relative to the directory. Without
    `documents` nothing is remembered, and the trees called as in `surplus` are left over. `of_others` are paths of the trees,
    by name, at which other programs may write. With `prunes`, trees that are left over go. With `compares` nothing will be
    written, and an edited file is found, not refused. Found are the names that are `left_over` and stay, what is `removed`, and
    the `content` of the list where that changes. Who sets `watch` hears how far the writing is. With a `standing`, trees that
    are known to it are not read.
    """

    def __init__(
        self,
        documents: Mapping[str, str] | None = None,
        inputs: Collection[str] = (),
        of_others: Mapping[str, tuple[str, ...]] = NOTHING,
        *,
        prunes: bool = False,
        compares: bool = False,
        foreign: str = ALLOW,
        surplus: Collection[str] = (),
    ) -> None:
        self.documents = documents
        self.surplus = tuple(surplus)
        self.inputs = tuple(inputs)
        self.of_others = of_others
        self.prunes = prunes
        self.compares = compares
        self.foreign = foreign
        self.left_over: tuple[str, ...] = ()
        self.removed: tuple[Survey, ...] = ()
        self.content: bytes | None = None
        self.is_new = False
        self.watch: Watch | None = None
        self.standing: Standing | None = None

    def consult(self, parent: int | None, directory: str, *, force: bool, reports: Reports) -> bool:
        """Compare the list of the trees with those of the run; False, and reports, where the trees must not be written."""
        if self.documents is None:
            present = [name for name in self.surplus if parent is not None and _is_tree(name, (), parent)]
            return self._leave_over(parent, directory, present, force=force, reports=reports)
        found = _read(parent, directory, force=force, reports=reports)
        if found is None:
            return False
        known, content = found
        gone = {
            name
            for name, document in known.items()
            if name not in self.documents and any(is_below(document, path) for path in self.inputs)
        }
        present = sorted(name for name in gone if parent is not None and _is_tree(name, self.documents, parent))
        if not self._leave_over(parent, directory, present, force=force, reports=reports):
            return False
        kept = {name: document for name, document in known.items() if name not in gone or name in self.left_over}
        kept |= {name: document or known.get(name, "") for name, document in self.documents.items()}
        wanted = write_trees_list(kept)
        self.content = None if wanted == content else wanted
        self.is_new = content is None
        return True

    def _leave_over(self, parent: int | None, directory: str, present: list[str], *, force: bool, reports: Reports) -> bool:
        """Note trees that are left over, or look at them where they go; False, and reports, where one must stay."""
        if self.prunes and present:
            assert parent is not None
            return self._survey_removed(parent, directory, present, force=force, reports=reports)
        self.left_over = tuple(present)
        return True

    def _survey_removed(self, parent: int, directory: str, names: list[str], *, force: bool, reports: Reports) -> bool:
        """Look at the trees that go; False, and reports, where one must stay."""
        from oamc.disk.survey import survey_removal

        surveys = [
            survey_removal(parent, name, os.path.normpath(f"{directory}/{name}"), force=force, reports=reports)
            for name in names
        ]
        self.removed = tuple(survey for survey in surveys if survey is not None)
        return len(self.removed) == len(surveys)


class Note:
    """The list of the trees on its way to its place; without a content nothing is done."""

    def __init__(self, parent: int, content: bytes | None) -> None:
        self.parent = parent
        self.content = content
        self.begun = False
        self.identity: os.stat_result | None = None

    def stage(self) -> None:
        """Write it beside its place."""
        if self.content is None:
            return
        recover(self.parent, OWNED_TREES)
        work = begin(self.parent, OWNED_TREES)
        self.begun = True
        try:
            write_file(PARTIAL, work, self.content)
            self.identity = os.stat(PARTIAL, dir_fd=work, follow_symlinks=False)
        finally:
            os.close(work)

    def synchronize(self) -> None:
        """Wait until it is on the disk."""
        if self.content is not None:
            synchronize(f"{work_name(OWNED_TREES)}/{PARTIAL}", self.parent)

    def put_in_place(self) -> None:
        """Give it its name. What stands there is replaced, and not followed."""
        if self.content is not None:
            with Entry(f"{work_name(OWNED_TREES)}/{PARTIAL}", self.parent) as (partial, work):
                os.rename(partial, OWNED_TREES, src_dir_fd=work, dst_dir_fd=self.parent)

    def is_in_place(self) -> bool:
        """Tell whether it has its name."""
        return self.identity is not None and is_linked(OWNED_TREES, self.identity, self.parent)

    def finish(self) -> None:
        """Remove the directory in which it was written, if it is there."""
        if self.content is not None and mode_of(work_name(OWNED_TREES), self.parent) is not None:
            finish(self.parent, OWNED_TREES)

    def withdraw(self) -> None:
        """Remove what was written. What cannot be removed now stays for the next run, which recovers."""
        try:
            if self.content is not None:
                recover(self.parent, OWNED_TREES, ours=self.begun)
        except OSError:
            return


def write_trees_list(trees: Mapping[str, str]) -> bytes:
    """Return the list of these trees, by name, with their documents."""
    return (indented_json({"format": FORMAT, "tool": "oamc", "trees": dict(sorted(trees.items()))}) + "\n").encode()


def read_trees_list(content: bytes) -> dict[str, str] | None:
    """Return the document of each tree, or nothing where the content is no list of oamc."""
    import json

    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict) or found.get("format") != FORMAT or not isinstance(found.get("trees"), dict):
        return None
    return found["trees"] if _is_sound(found["trees"]) else None


def _is_sound(trees: Mapping[str, object]) -> bool:
    """Tell whether these are names of trees and paths of documents as oamc writes them."""
    return all(is_tree_name(name) and isinstance(document, str) and _is_document(document) for name, document in trees.items())


def is_tree_name(name: str) -> bool:
    """Tell whether a tree can have this name: that of an application, which is no path and not hidden."""
    return is_output_path(name) and "/" not in name and name[0] != "."


def _is_document(path: str) -> bool:
    """Tell whether a text is the relative path of a document in its shortest form, or the empty text."""
    return not path or (
        len(path) <= LONGEST_DOCUMENT and path[0] != "/" and "\0" not in path and os.path.normpath(path) == path
    )


def is_below(document: str, path: str) -> bool:
    """Tell whether a document is a path or lies below it; both are relative to one directory and in their shortest form."""
    if not document or not path:
        return False
    if path != "." and path.rpartition("/")[2] != "..":
        return document == path or document.startswith(f"{path}/")
    return _steps_up(document) <= _steps_up(path)


def _steps_up(path: str) -> int:
    """Count the steps up with which a relative path in its shortest form begins."""
    return path.split("/").count("..")


def _is_tree(name: str, wanted: Collection[str], parent: int) -> bool:
    """Tell whether a tree of oamc is there, and is none of the wanted ones, as on a system without case."""
    status = status_of(name, parent)
    if status is None or not stat.S_ISDIR(status.st_mode) or mode_of(f"{name}/{OWNED_FILES}", parent) is None:
        return False
    alike = (status_of(other, parent) for other in wanted if other.lower() == name.lower())
    return not any(other is not None and os.path.samestat(status, other) for other in alike)


def _read(parent: int | None, directory: str, *, force: bool, reports: Reports) -> tuple[dict[str, str], bytes | None] | None:
    """Return what the list of a directory says, and its content; nothing, and a report, where it cannot be used.

    A merge conflict in it is healed by what both sides say. When forced, a file that is no list is begun anew.
    """
    status = None if parent is None else status_of(OWNED_TREES, parent)
    if status is None or parent is None:
        return {}, None
    path = os.path.normpath(f"{directory}/{OWNED_TREES}")
    if not stat.S_ISREG(status.st_mode):
        reports.add(usage.OUTPUT_OF_ANOTHER_KIND, at=None, path=path, kind=kind_of(status.st_mode), wanted="a file")
        return None
    problem = "it is not what oamc writes"
    if status.st_size > LARGEST_LIST:
        problem = f"it is larger than {LARGEST_LIST >> 20} MiB"
    else:
        try:
            content = read_file(OWNED_TREES, parent, LARGEST_LIST)
        except OSError as error:
            problem = reason(error)
        else:
            known = read_trees_list(content)
            if known is None:
                from oamc.disk.conflicts import trees_of_both_sides

                known = trees_of_both_sides(content)
            if known is not None and _is_sound(known):
                return known, content
    if force:
        return {}, b""
    hint = "restore it, or give --force to begin it anew: trees that are left over are then not known any more"
    reports.add(usage.TREES_LIST_UNUSABLE, at=None, path=path, reason=problem, hint=hint)
    return None
