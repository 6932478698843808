"""Write the lock of the image: `python -m release.container`."""

from release.container import LOCK, lock_of_image

LOCK.write_text(lock_of_image(), encoding="utf-8")
