"""The library: OAM documents as texts in, files and diagnostics out. Nothing here reads or writes a file.

    import oamc

    result = oamc.compile_documents({"app.yaml": text}, format="manifests", values={"web": {"parameters": {"target": "you"}}})
    for diagnostic in result.diagnostics:
        print(diagnostic.severity, diagnostic.code.id, diagnostic.span, diagnostic.message)
    for output in result.outputs:
        print(output.application, sorted(output.files))

The surface of this module follows semantic versioning; other modules are the inside of the compiler and may change.
"""

from __future__ import annotations

import json

from oamc.backends.contract import Output
from oamc.choices import FORMATS, MANY_FILES, PROFILES
from oamc.compiler import build
from oamc.diagnostics.reports import Diagnostic, Reports
from oamc.options import Options
from oamc.records import Record
from oamc.source.decoding import decode_text
from oamc.spans import SourceFile
from oamc.startup.collector import RestingCollector
from oamc.values.given import Overrides

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

__all__ = ["Diagnostic", "Options", "Output", "Result", "check", "compile_documents"]


class Result(Record):
    """What one compilation gave: outputs (none if there are errors), and all diagnostics in the order of files and lines."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def ok(self) -> bool:
        """Tell whether there are no errors."""
        return all(diagnostic.severity != "error" for diagnostic in self.diagnostics)


def compile_documents(
    documents: Mapping[str, str | bytes],
    *,
    values: Mapping[str, Any] | None = None,
    strict: bool = False,
    allow_unknown_fields: bool = False,
    **options: Any,
) -> Result:
    """Compile OAM documents.

    `documents` maps a name to each text (YAML or JSON; bytes are read as UTF-8); the name appears in diagnostics. `values`
    override values of the output as `helm --values` would. `strict` turns doubtful input into errors,
    `allow_unknown_fields` errors about fields that nobody knows into warnings. `options` are the fields of `Options`, such as
    format ("helm" or "manifests"), layout, namespace, kube_versions, qos.

    A mistake in the documents or values is a diagnostic. A wrong option is a `TypeError` or `ValueError`.
    """
    if options.get("format", FORMATS[0]) not in FORMATS:
        raise ValueError(f"format must be one of {', '.join(FORMATS)}")
    if options.get("profile") not in {None, *PROFILES}:
        raise ValueError(f"profile must be one of {', '.join(PROFILES)}")
    reports = Reports(strict=strict, allow_unknown=allow_unknown_fields)
    files: tuple[SourceFile, ...] = ()
    if values:
        files = (SourceFile(path="values", label="values", text=json.dumps(values)),)
    chosen = Options(overrides=Overrides(files=files), **options)
    sources = []
    with RestingCollector():
        for name, text in documents.items():
            content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
            source = decode_text(name, name, content, reports, chosen.limits)
            if source is not None:
                sources.append(source)
        outputs = () if reports.has_errors() else _built(tuple(sources), chosen, reports)
    return Result(outputs=outputs, diagnostics=tuple(reports.in_order()))


def _built(sources: tuple[SourceFile, ...], options: Options, reports: Reports) -> tuple[Output, ...]:
    """Compile, many documents in parts: that takes less memory, and nothing else is seen of it."""
    if len(sources) > MANY_FILES:
        from oamc.fleets.build import build_in_parts

        outputs = build_in_parts(sources, options, reports, processes=1)
        if outputs is not None:
            return outputs
    return build(sources, options, reports)


def check(documents: Mapping[str, str | bytes], *, strict: bool = False, **options: Any) -> tuple[Diagnostic, ...]:
    """Return everything that compiling the documents would refuse or warn about."""
    return compile_documents(documents, strict=strict, **options).diagnostics
