"""Chart and manifests are the same objects where images are locked, too, and no image of either is without a digest.

`OAMC_AGREEMENT` sets the number of applications, as in `test_agreement.py`; a quarter of them is locked.
"""

from __future__ import annotations

import json

import pytest

from oamc.compiler import Compilation
from oamc.diagnostics.reports import Reports
from oamc.inventory.images import Inventory, inventory
from oamc.options import Options
from oamc.records import replace
from oamc.startup.digests import digest
from oamc.values.image_lock import Entry, ImageLock
from tests.assurance.agreement.search import options_of, search
from tests.strategies.applications import Documents, as_text, sample_application
from tests.strategies.kubevela import sample_kubevela
from tests.strategies.second_version import sample_second_application
from tests.support.agreement import source
from tests.test_agreement import APPLICATIONS, DOES_NOT_COMPILE

SAMPLES = {"v1alpha1": sample_application, "v1alpha2": sample_second_application, "v1beta1": sample_kubevela}
LEAST = 0.5
"""So many of the applications that compile must compile with a lock: others have images that cannot be pinned."""


def listed(text: str, options: Options) -> Inventory:
    """Return the images of some documents."""
    return inventory(("", one) for one in Compilation((source(text),), options, Reports()).checked)


def lock_of(images: Inventory) -> ImageLock:
    """Return a lock with an entry for each image that has no digest of its own."""
    texts = (image.text for image in images.images if "@" not in image.text)
    return ImageLock(entries={text: Entry(digest=f"sha256:{digest(text.encode())}", span=None) for text in texts})


def locked_options(documents: Documents, number: int) -> Options | None:
    """Return the options of a numbered application with a lock of its images; None where it does not compile."""
    options, reports = options_of(documents, number), Reports()
    checked = Compilation((source(as_text(documents)),), options, reports).checked
    return None if reports.has_errors() else replace(options, lock=lock_of(inventory(("", one) for one in checked)))


def asks_to_build_again(problem: str) -> bool:
    """Tell whether a locked chart refuses values that another build takes.

    A value that images follow has the digest of what it was: with other variables the chart does not know whether anything else
    shows it, although the image of the container is given itself. It asks to build again, which is what the manifests are.
    """
    given = json.loads(problem.partition("\n  overrides: ")[2] or "{}")
    containers = (part.get("containers", {}) for part in given.values() if isinstance(part, dict))
    return (
        "oamc says [], Helm says" in problem
        and "was locked with other values" in problem
        and any("image" in values for named in containers for values in named.values())
    )


@pytest.mark.parametrize("version", SAMPLES)
def test_chart_and_manifests_agree_where_images_are_locked(version: str) -> None:
    tried = locked = 0
    for number in range(APPLICATIONS // 4):
        documents = SAMPLES[version](number)
        options = locked_options(documents, number)
        if options is None:
            continue
        tried += 1
        found = search(documents, number, lint=False, options=options)
        refused = bool(found.problems) and found.problems[0].startswith(DOES_NOT_COMPILE)
        problems = [problem for problem in found.problems if not asks_to_build_again(problem)]
        assert refused or not problems, "\n".join([*problems[:3], as_text(documents)])
        if not refused:
            locked += 1
            images = listed(as_text(documents), options).images
            assert all(image.reference is None or image.reference.digest for image in images)
    assert locked >= LEAST * tried
