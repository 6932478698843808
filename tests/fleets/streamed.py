"""What tests of runs in parts see of the directories that take their places."""

from oamc.disk.streaming import StreamedTrees


def note_trees(patch, found):
    """Note the trees of each directory that takes the place of another one as it stood beside it."""
    finish = StreamedTrees.finish

    def noted(self, names, *rest):
        found.append(sorted(names))
        return finish(self, names, *rest)

    patch.setattr(StreamedTrees, "finish", noted)
