# ruff: noqa: PTH118 - pathlib costs more than all of `oamc --version`
"""Writing output trees, each exchanged for the old one in one step.

A tree is written in a directory beside its place, synchronized together with all others, and exchanged with the old tree under
a lock, so that whoever looks sees the old tree or the new one, whatever happens. Files of the user in the old tree come along
as hard links: they are never opened. `recovery.py` says what is in that directory on the way.
"""

from __future__ import annotations

import os

from oamc.disk import folders
from oamc.disk.ledger import Delivery, Note
from oamc.disk.locking import LockedDirectory, refuse
from oamc.disk.recovery import recover, recover_others
from oamc.disk.survey import Look, survey_tree
from oamc.disk.tree_staging import Tree, retire_old
from oamc.progress import watched

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

    from oamc.diagnostics.reports import Reports
    from oamc.disk.survey import Survey


def survey_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports, delivery: Delivery | None = None
) -> tuple[Survey, ...] | None:
    """Compare the trees (by name) below a directory with what is there; nothing, and reports, where one must not be written."""
    try:
        parent = folders.open_below(directory)
        try:
            return _survey(parent, directory, trees, delivery or Delivery(), force=force, reports=reports)
        finally:
            if parent is not None:
                os.close(parent)
    except OSError as error:
        refuse(directory, error, reports)
        return None


def write_trees(
    directory: str, trees: Mapping[str, Mapping[str, str]], *, force: bool, reports: Reports, delivery: Delivery | None = None
) -> tuple[Survey, ...] | None:
    """Write the trees (by name) below a directory: all of them or, with reports, none. `delivery` says what else is asked."""
    delivery = delivery or Delivery()
    with LockedDirectory(directory, directory, reports) as locked:
        if locked.parent is None:
            return None
        for name in trees:
            recover(locked.parent, name)
        recover_others(locked.parent)
        surveys = _survey(locked.parent, directory, trees, delivery, force=force, reports=reports)
        if surveys is not None:
            differing = [survey for survey in surveys if survey.differs]
            exchange_all(locked.parent, [Tree(survey) for survey in (*differing, *delivery.removed)], delivery)
            locked.keep()
        return surveys
    return None


def _survey(
    parent: int | None,
    directory: str,
    trees: Mapping[str, Mapping[str, str]],
    delivery: Delivery,
    *,
    force: bool,
    reports: Reports,
) -> tuple[Survey, ...] | None:
    """Survey every tree and the list of them, so that all that is wrong is reported at once."""
    look_at = survey_tree if delivery.standing is None else delivery.standing.survey
    surveys = [
        look_at(
            parent,
            name,
            os.path.normpath(os.path.join(directory, name)),
            files,
            Look(
                force=force,
                compares=delivery.compares,
                foreign=delivery.foreign,
                of_others=delivery.of_others.get(name, ()),
            ),
            reports,
        )
        for name, files in watched(trees.items(), "comparing {} outputs", delivery.watch)
    ]
    complete = tuple(survey for survey in surveys if survey is not None)
    may_write = delivery.consult(parent, directory, force=force, reports=reports)
    return complete if may_write and len(complete) == len(surveys) else None


def exchange_all(parent: int, trees: list[Tree], delivery: Delivery) -> None:
    """Stage all trees that are not yet, and the list of them, then exchange them; on any failure the old ones are back.

    The list comes last: what it does not name yet, or not any more, is then in its place or gone.
    """
    note = Note(parent, delivery.content)
    try:
        for tree in watched([tree for tree in trees if not tree.begun], "writing {} outputs", delivery.watch):
            tree.stage(parent)
        note.stage()
        _synchronize(parent, trees, note)
        for tree in trees:
            tree.complete(parent)
        for tree in trees:
            tree.put_in_place(parent)
        note.put_in_place()
        os.fsync(parent)
    except BaseException:
        if note.is_in_place():
            _retire(parent, trees, note)
            raise
        note.withdraw()
        for tree in reversed(trees):
            tree.withdraw(parent)
        raise
    try:
        _retire(parent, trees, note)
    except OSError:
        # The new trees are in their places, and only what is left of the old ones cannot go: a second attempt often can.
        _retire(parent, trees, note)
    except BaseException:
        _retire(parent, trees, note)
        raise


def _retire(parent: int, trees: list[Tree], note: Note) -> None:
    """Remove the old trees after the exchange."""
    note.finish()
    for tree in trees:
        retire_old(parent, tree.survey)


def _synchronize(parent: int, trees: list[Tree], note: Note) -> None:
    """Wait until all new trees and the list of them are on the disk: once for all of them, where the system can do that."""
    new = [tree for tree in trees if tree.written]
    if new and folders.synchronize_all(parent):
        return
    for tree in new:
        tree.synchronize(parent)
    note.synchronize()
