"""Which directory a document belongs to: that of the nearest application, and else the nearest that leads to one."""

import pytest

from oamc.diagnostics.reports import Reports
from oamc.frontends.folders import Folders
from oamc.frontends.foreign import Passing
from oamc.frontends.table import FRONT_ENDS
from oamc.frontends.v1alpha1.normalize import normalize
from oamc.source.limits import Limits
from oamc.source.reader import read
from oamc.spans import SourceFile
from tests.support.decoding import decode
from tests.support.stages import component, configuration, document

TEAMS = ("teams/a", "teams/b", "tools")


@pytest.mark.parametrize(
    ("folder", "home"),
    [
        ("teams/a", "teams/a"),
        ("teams/a/parts/deep", "teams/a"),
        ("teams/shared", "teams"),
        ("teams/shared/deep", "teams"),
        ("teams", "teams"),
        ("teams/ab", "teams"),
        ("shared", ""),
        ("shared/teams/a", ""),
        ("", ""),
        ("tools/x", "tools"),
    ],
)
def test_a_document_belongs_to_the_nearest_application_or_to_what_is_shared(folder, home):
    folders = Folders(TEAMS)
    assert folders.home(folder) is folders.at(home)


def test_an_application_above_owns_what_lies_below_it_and_is_not_owned():
    folders = Folders(("", *TEAMS))
    assert folders.home("teams/shared") is folders.run
    assert folders.home("teams/a/parts") is folders.at("teams/a")


def test_absolute_and_outer_directories_are_directories_like_others():
    folders = Folders(("/srv/apps/a", "../b"))
    assert folders.home("/srv/shared") is folders.at("/srv")
    assert folders.home("/srv/apps/a/parts") is folders.at("/srv/apps/a")
    assert folders.home("../b/parts") is folders.at("../b")
    assert folders.home("../c") is folders.at("..")


def test_without_applications_everything_belongs_to_the_run():
    folders = Folders(())
    assert folders.home("a/b") is folders.run


def test_ten_thousand_nested_directories_cost_no_more_than_their_names():
    deep = "/".join("a" * 10_000)
    folders = Folders((deep,))
    assert folders.home(f"{deep}/b") is folders.at(deep)


class Tree:
    """What `normalize` makes of documents in directories: texts by the path of a file."""

    def __init__(self, **files):
        self.reports = Reports()
        typed = []
        for path, text in files.items():
            folder = path.rpartition("/")[0]
            source = SourceFile(path=path, label=path, text=text, folder=folder, met=True)
            typed += [decode(found, self.reports) for found in read(source, self.reports)]
        self.normalized = normalize(typed, self.reports)
        self.codes = [found.code.id for found in self.reports.in_order()]

    def places(self, name):
        """Return where the components of an application come from, by their names."""
        (application,) = (found for found in self.normalized.applications if found.name.value == name)
        components = application.library.components
        return {name: components[name].name.span.source.path for name in components}


def trait(name="ingress", lines='appliesTo: ["*"]'):
    return document("Trait", name, lines)


def test_a_nearer_component_wins_and_the_other_team_is_not_seen():
    tree = Tree(
        **{
            "shared/web.yaml": component(),
            "teams/shared/log.yaml": component(name="log"),
            "teams/a/app.yaml": configuration(name="a"),
            "teams/a/web.yaml": component(),
            "teams/b/app.yaml": configuration(name="b"),
            "teams/b/own.yaml": component(name="own"),
        }
    )
    assert tree.places("a") == {"web": "teams/a/web.yaml", "log": "teams/shared/log.yaml"}
    assert tree.places("b") == {"own": "teams/b/own.yaml", "log": "teams/shared/log.yaml", "web": "shared/web.yaml"}
    assert tree.codes == ["OAM317", "OAM317"]


def test_what_is_nowhere_used_is_told_with_the_name_of_a_used_one_elsewhere():
    tree = Tree(
        **{
            "shared/web.yaml": component(),
            "a/app.yaml": configuration(name="a"),
            "a/web.yaml": component(),
        }
    )
    assert [(found.code.id, found.span.source.path) for found in tree.reports.found] == [("OAM317", "shared/web.yaml")]
    ((spare, library),) = tree.normalized.spare_components()
    assert library.components["web"] is spare


def test_a_configuration_that_only_provides_scopes_shares_its_directory():
    scopes = document(
        "ApplicationConfiguration", "zones", "scopes: [{name: net, type: core.oam.dev/v1alpha1.NetworkScope, properties: {}}]"
    )
    tree = Tree(
        **{
            "shared/zones.yaml": scopes,
            "shared/web.yaml": component(),
            "a/app.yaml": configuration(name="a"),
        }
    )
    assert tree.places("a") == {"web": "shared/web.yaml"}


def test_two_of_one_name_in_one_home_are_an_error_and_in_two_they_are_none():
    assert Tree(**{"a/x.yaml": component(), "a/y/z.yaml": component(), "a/app.yaml": configuration()}).codes == ["OAM301"]
    two = {
        "a/app.yaml": component() + "---\n" + configuration(name="a"),
        "b/app.yaml": component() + "---\n" + configuration(name="b"),
    }
    assert Tree(**two).codes == []


def test_two_applications_of_one_name_are_an_error_wherever_they_are():
    two = {
        "a/app.yaml": component() + "---\n" + configuration(),
        "b/app.yaml": component() + "---\n" + configuration(),
    }
    assert Tree(**two).codes == ["OAM301"]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("Trait", 'appliesTo: ["*"]'),
        ("WorkloadType", "group: example.com\nnames: {kind: Thing, singular: thing, plural: things}\nversion: v1"),
        ("ApplicationScope", "type: example.com/v1.Zone\nallowComponentOverlap: true\nparameters: []"),
    ],
)
def test_a_definition_that_takes_the_place_of_a_farther_one_is_told_once(kind, lines):
    files = {
        "platform/it.yaml": document(kind, "it", lines),
        "a/it.yaml": document(kind, "it", lines),
        "a/app.yaml": component() + "---\n" + configuration(name="a"),
        "b/app.yaml": component() + "---\n" + configuration(name="b"),
    }
    tree = Tree(**files)
    found = [found for found in tree.reports.found if found.code.id == "OAM158"]
    assert [(one.span.source.path, one.related[0].span.source.path) for one in found] == [("a/it.yaml", "platform/it.yaml")]


def test_a_nearer_workload_type_of_another_version_takes_the_place_too_and_two_of_one_directory_do_not():
    lines = "group: example.com\nnames: {kind: Thing, singular: thing, plural: things}\nversion: "
    tree = Tree(
        **{
            "platform/it.yaml": document("WorkloadType", "it", f"{lines}v1"),
            "a/it.yaml": document("WorkloadType", "it", f"{lines}v2") + "---\n" + document("WorkloadType", "at", f"{lines}v3"),
            "a/app.yaml": component() + "---\n" + configuration(name="a"),
        }
    )
    (application,) = tree.normalized.applications
    assert [known.version for known in application.library.workload_types] == ["v2", "v3"]
    assert tree.codes == ["OAM158"]


def test_a_nearer_trait_counts_for_its_directory_only():
    tree = Tree(
        **{
            "platform/it.yaml": trait(lines='appliesTo: ["*"]\n'),
            "a/it.yaml": trait(lines="appliesTo: [core.oam.dev/v1alpha1.Server]\n"),
            "a/app.yaml": component() + "---\n" + configuration(name="a"),
            "b/app.yaml": component() + "---\n" + configuration(name="b"),
        }
    )
    applies = {
        application.name.value: application.library.traits["ingress"].applies_to[0].value
        for application in tree.normalized.applications
    }
    assert applies == {"a": "core.oam.dev/v1alpha1.Server", "b": "*"}


def passed(mode, *sources):
    reports = Reports()
    documents = Passing(mode, FRONT_ENDS, Limits(), reports).read(sources)
    return len(documents), [found.message for found in reports.found]


def source(text, path="x.yaml", **more):
    return SourceFile(path=path, label=path, text=text, **more)


SECRET = "apiVersion: v1\nkind: Secret\n"


def test_files_and_documents_are_counted_apart_and_the_first_is_named():
    own = component()
    sources = (
        source(SECRET + "---\n" + SECRET, "a.yaml", met=True),
        source(own + "---\n" + SECRET + "---\n" + SECRET, "b.yaml", met=True),
        source("", "c.yaml", met=True, unread=True),
        source(own, "d.yaml"),
    )
    told = "passed over 2 files and 2 documents of other systems, the first at a.yaml"
    assert passed("auto", *sources) == (2, [told])
    assert passed("auto", sources[1], sources[3]) == (
        2,
        ["passed over 2 documents of other systems, the first at b.yaml:12:1"],
    )
    assert passed("auto", sources[3]) == (1, [])


def test_named_files_are_passed_over_only_where_that_is_wanted():
    assert passed("auto", source(SECRET)) == (1, [])
    assert passed("skip", source(SECRET)) == (0, ["passed over 1 file of other systems, the first at x.yaml"])
    assert passed("error", source(SECRET, met=True)) == (1, [])


def test_what_is_wrong_in_a_file_is_told_where_it_may_be_one_of_oam():
    broken = "apiVersion: v1\nkind: [\n"
    assert passed("auto", source(broken, met=True)) == (0, ["passed over 1 file of other systems, the first at x.yaml"])
    for told in (source(broken), source(broken + "# core.oam.dev\n", met=True), source(broken + "# core.hydra.io\n", met=True)):
        (count, (message,)) = passed("auto", told)
        assert (count, "passed over" in message) == (0, False)
