"""How much of a Secret the release of a chart takes: Helm keeps each release in one, with the chart and all its objects.

In: the files of a chart, its objects and the values in force. Out: a warning where the release is too large. A release is
JSON that holds each file of the chart in base64 and the objects as they were rendered; it is compressed, and base64 again.
"""

from __future__ import annotations

import base64
import json
import zlib

from oamc.diagnostics.codes.outputs import SECRET_IN_RELEASE
from oamc.objects.writer import YamlWriter
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.backends.contract import FileTree
    from oamc.diagnostics.reports import Reports
    from oamc.objects.fill import Filler
    from oamc.objects.object_set import ObjectSet

LARGEST_RELEASE = 1_048_576
"""Bytes of all data of a Secret (`MaxSecretSize` of the API server)."""
DOUBTFUL_RELEASE = LARGEST_RELEASE * 99 // 100
"""From here on a release may not fit: Go's compressor and Python's differ by less than a hundredth where little compresses."""
READ_BY_HELM = ("Chart.yaml", "values.yaml", "values.schema.json")
"""Files of a chart that a release has in another form."""
OF_HELM = 800
"""Bytes for what Helm adds: the metadata of the chart, notes, times, and the envelope of gzip."""


def check_release(files: FileTree, objects: ObjectSet, filler: Filler, reports: Reports) -> None:
    """Report a chart whose release does not fit into a Secret, at the name of the application."""
    size = release_size(files, objects, filler)
    if size > DOUBTFUL_RELEASE:
        reports.add(
            SECRET_IN_RELEASE,
            at=objects.application.span,
            size=f"{size:,}",
            hint="put large config files into an image or a volume, or split the application",
        )


def release_size(files: FileTree, objects: ObjectSet, filler: Filler) -> int:
    """Return how many bytes the Secret of a release has, about."""
    text = json.dumps(release(files, objects, filler), ensure_ascii=False, separators=(",", ":"))
    return len(zlib.compress(text.encode(), 9)) * 4 // 3 + OF_HELM


def release(files: FileTree, objects: ObjectSet, filler: Filler) -> dict[str, object]:
    """Return a release, without what Helm says of it and what is in the metadata of the chart."""
    manifests = (YamlWriter().document(filler.body(item)) for item in objects.objects if filler.present(item))
    return {
        "chart": {
            "templates": [_file(name, text) for name, text in files.items() if name.startswith("templates/")],
            "values": defaults(objects.parameters),
            "schema": _base64(files["values.schema.json"]),
            "files": [_file(name, text) for name, text in files.items() if "/" not in name and name not in READ_BY_HELM],
        },
        "manifest": "---\n".join(manifests),
    }


def _file(name: str, text: str) -> dict[str, str]:
    """Return one file of a chart as a release holds it."""
    return {"name": name, "data": _base64(text)}


def _base64(text: str) -> str:
    """Return a text in base64, as Go writes bytes into JSON."""
    return base64.b64encode(text.encode()).decode()
