"""`python -m oamc`: the same as the console script.

Python puts the current directory before everything else that it imports from. There may lie documents of a stranger, and with
them a `yaml.py`: so it is taken away before anything but this package, which is already found, is imported.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]
    from oamc.cli.entry import main

    sys.exit(main())
