"""Running the front end up to one stage, on the smallest documents with the lines under test put in."""

from textwrap import dedent, indent

from oamc.capabilities.catalog import CATALOG
from oamc.diagnostics.reports import Reports
from oamc.frontends.v1alpha1.normalize import normalize
from oamc.resolve.application import ResolveOptions, resolve
from oamc.resolve.copies import Copies
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.decoding import decode

HEAD = "apiVersion: core.oam.dev/v1alpha1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n"
AMPLE = "resources: {cpu: {required: 0.1}, memory: {required: 128Mi}}"


def put(lines, width):
    """Return lines at an indentation."""
    return indent(dedent(lines).strip("\n") + "\n", " " * width) if lines.strip() else ""


def document(kind, name, spec=""):
    """Return a document with the given lines in its spec."""
    return HEAD.format(kind=kind, name=name) + (put(spec, 2) or "  {}\n")


def component(spec="", container="", *, name="web", workload="Worker", resources=AMPLE):
    """Return a component with one container, with further lines in its spec and in the container.

    A type outside of OAM's core takes no containers: there is one only if `container` has lines.
    """
    workload_type = workload if "/" in workload else f"core.oam.dev/v1alpha1.{workload}"
    head = f"workloadType: {workload_type}\n{dedent(spec).strip()}\n"
    if "/" in workload and not container:
        return document("ComponentSchematic", name, head)
    head += "containers:\n  - name: web\n    image: example/web:1\n"
    return document("ComponentSchematic", name, head + put(resources, 4) + put(container, 4))


def configuration(spec="", use="", *, name="shop", component_name="web", instance="shop-web"):
    """Return an application of one instance, with further lines in its spec and in the instance."""
    head = f"{dedent(spec).strip()}\ncomponents:\n  - componentName: {component_name}\n    instanceName: {instance}\n"
    return document("ApplicationConfiguration", name, head + put(use, 4))


class Run:
    """What `normalize`, and `resolve` where `resolving`, made of some documents, and the findings of these stages."""

    def __init__(self, *texts, strict=False, allow_unknown=False, resolving=True, **options):
        self.reports = Reports(strict=strict, allow_unknown=allow_unknown)
        text = "---\n".join(texts)
        documents = read(SourceFile(path="input.yaml", label="input.yaml", text=text), self.reports)
        decoded = [decode(found, self.reports) for found in documents]
        assert not self.reports.has_errors(), self.reports.found
        self.reports.found.clear()
        self.applications = normalize([found for found in decoded if found is not None], self.reports).applications
        self.programs = []
        if resolving and not self.reports.has_errors():
            chosen = ResolveOptions(**options)
            copies = Copies(len(text), self.reports)
            self.programs = [resolve(application, CATALOG, self.reports, copies, chosen) for application in self.applications]

    @property
    def application(self):
        """The only application."""
        (only,) = self.applications
        return only

    @property
    def program(self):
        """The only program."""
        (only,) = self.programs
        return only

    @property
    def instance(self):
        """The first instance of the program."""
        return self.program.instances[0]

    @property
    def codes(self):
        """The codes of all findings, in the order of their places."""
        return [found.code.id for found in self.reports.in_order()]

    @property
    def found(self):
        """The only finding."""
        (only,) = self.reports.found
        return only

    def printed(self):
        """Every text that a user would see."""
        parts = []
        for found in self.reports.found:
            parts += [found.message, found.hint, *(related.message for related in found.related)]
        return "\n".join(parts)

    def parameter(self, name, instance="shop-web"):
        """Return a declared parameter of an instance."""
        (found,) = [known for known in self.program.parameters if known.path == (instance, "parameters", name)]
        return found


def quoted(span):
    """Return the text of a place."""
    lines = span.source.text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)
