"""Which line of an output belongs to which path of its object: what a command needs that explains one.

A line belongs to the entry or item that it begins, the further lines of a long text to that text, and the lines of a condition
to what is there while it holds.
"""

from __future__ import annotations

from oamc.objects.writer import YamlWriter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from oamc.objects.tree import Path, Tree
    from oamc.objects.writer import Speller


def line_paths(body: Tree, speller: Speller | None = None) -> tuple[str, tuple[Path, ...]]:
    """Return a YAML document as `YamlWriter` writes it, and the path of each of its lines."""
    lines = _Lines()
    _TracingWriter(speller).write(body, lines)
    return "\n".join(lines) + "\n", tuple(lines.paths)


class _Lines(list[str]):
    """Lines with the path that was being written when each of them came."""

    def __init__(self) -> None:
        super().__init__()
        self.path: Path = ()
        self.paths: list[Path] = []

    def append(self, line: str) -> None:
        """Add a line."""
        super().append(line)
        self.paths.append(self.path)

    def extend(self, lines: Iterable[str]) -> None:
        """Add lines."""
        for line in lines:
            self.append(line)


class _TracingWriter(YamlWriter):
    """Writes as its base does, always part by part, and keeps the path."""

    def write(self, body: Tree, lines: _Lines) -> None:
        """Write an object."""
        self._block(body, "", lines)

    def _block(self, tree: Tree, indent: str, lines: list[str]) -> None:
        assert isinstance(lines, _Lines)
        assert isinstance(tree, (dict, list, tuple))
        above = lines.path
        parts = tree.items() if isinstance(tree, dict) else enumerate(tree)
        for step, part in parts:
            lines.path = (*above, step)
            self._part(self.scalar(step) if isinstance(step, str) else None, part, indent, lines)
        lines.path = above
