"""What tests of runs in parts see of the directories that take their places."""

import os
import signal

from oamc.disk import folders
from oamc.disk.streaming import StreamedTrees


def note_trees(patch, found):
    """Note the trees of each directory that takes the place of another one as it stood beside it."""
    finish = StreamedTrees.finish

    def noted(self, names, *rest):
        found.append(sorted(names))
        return finish(self, names, *rest)

    patch.setattr(StreamedTrees, "finish", noted)


def kill_at(patch, name):
    """Kill a copy of this process when it writes a file of this name."""
    here = os.getpid()
    write = folders.write_file

    def killed(path, *rest):
        if path == name and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        write(path, *rest)

    patch.setattr(folders, "write_file", killed)
