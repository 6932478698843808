"""Options that one or two commands have alone, as rows of the table in `options.py`."""

from __future__ import annotations

from oamc.cli.building_options import JOBS
from oamc.cli.option import NEVER, Option, switch
from oamc.cli.options import (
    ALL_ENVIRONMENTS,
    CHECK,
    COMMON_OPTIONS,
    DEFINITIONS,
    DRY_RUN,
    ENVIRONMENTS,
    EXCLUDE,
    EXIT_ZERO,
    FOREIGN,
    INPUTS,
    OUTPUT,
    PRUNE,
    SET,
    SET_JSON,
    SET_STRING,
    SHOW_VALUES,
    TARGET_OPTIONS,
    VALUES,
)
from oamc.cli.project_keys import GITOPS_KEYS
from oamc.records import replace

KNOWN_DEFINITIONS = replace(
    DEFINITIONS,
    help="a folder or file with definitions, of KubeVela or of oamc.dev, whose component types and traits are known, too",
)
SCHEMA_OUTPUT = Option(
    weakens=NEVER, name="output", short="o", metavar="DIR", in_file=False, help="write the schemas to this directory"
)
INIT_OPTIONS = (
    Option(weakens=NEVER, name="name", metavar="NAME", in_file=False, help="the name of the application and its component"),
    Option(
        weakens=NEVER,
        name="api",
        metavar="VERSION",
        in_file=False,
        choices=("v1alpha1", "v1beta1"),
        help="the version of the documents: of OAM itself, or v1beta1 for an Application of KubeVela",
        default="v1alpha1",
    ),
    Option(
        weakens=NEVER,
        name="kind",
        metavar="TYPE",
        in_file=False,
        help="the workload type of the component (default: Server; webservice for KubeVela)",
    ),
    Option(weakens=NEVER, name="image", metavar="IMAGE", in_file=False, help="the image that it runs"),
    Option(weakens=NEVER, name="port", metavar="NUMBER", in_file=False, help="the port that it listens on (default: 8080)"),
    Option(weakens=NEVER, name="host", metavar="NAME", in_file=False, help="a host name, for which it gets an ingress"),
)
AFTER = Option(weakens=NEVER, name="after", metavar="STAGE", in_file=False, help="the stage whose result is printed")
CATALOG_FORMAT = Option(
    weakens=NEVER,
    name="format",
    metavar="KIND",
    choices=("text", "json"),
    default="text",
    in_file=False,
    help="text for people, or JSON",
)
TYPES_OPTIONS = (
    replace(CATALOG_FORMAT, choices=("text", "json", "markdown"), help="text, JSON with a schema, or Markdown for the matrix"),
    Option(
        weakens=NEVER,
        name="for",
        metavar="TYPE",
        in_file=False,
        in_environment=False,
        help="list only traits and scopes that this workload type takes",
    ),
    Option(
        weakens=NEVER,
        name="kind",
        metavar="KIND",
        choices=("workload-type", "trait", "scope", "intent"),
        in_file=False,
        in_environment=False,
        help="list only these",
    ),
    Option(
        weakens=NEVER,
        name="requires",
        metavar="WORD",
        in_file=False,
        in_environment=False,
        help="list only what needs this of the cluster beyond Kubernetes, such as metrics-server; none: what needs nothing",
    ),
)
ANSWER_FORMAT = replace(CATALOG_FORMAT, help="text for people, or JSON with a schema")
"""The form of what a command that asks about a result answers."""

DIFF_OPTIONS = (
    replace(CATALOG_FORMAT, choices=("text", "json", "markdown", "unified"), help="the form of the result"),
    Option(
        weakens=NEVER,
        name="fail-on",
        metavar="RATING",
        repeated=True,
        separator=",",
        in_file=False,
        help="exit with 3 where a change has one of these ratings, and else with 0",
    ),
    switch("unified", "the same as --format unified", short="u", in_file=False),
    Option(
        weakens=NEVER,
        name="limit-chars",
        metavar="N",
        default="60000",
        most=100_000_000,
        in_file=False,
        help="with --format markdown, write at most so many characters, and count what has no room (default: 60000)",
    ),
    *(
        Option(
            weakens=NEVER,
            name=f"{side}-values",
            metavar="FILE",
            repeated=True,
            in_file=False,
            help=f"override values of the {side} side alone with those of a YAML file, or of REV:FILE",
        )
        for side in ("old", "new")
    ),
    replace(OUTPUT, help="where a build has written what one side alone is compared with (default: ./charts)"),
    switch("noise", "show what every release changes, too: labels with versions, and checksums", in_file=False),
    EXCLUDE,
    DEFINITIONS,
    SHOW_VALUES,
    EXIT_ZERO,
)
IMAGES_OPTIONS = (
    replace(
        CATALOG_FORMAT,
        choices=("text", "json", "cyclonedx"),
        help="a line for each image, JSON with what uses it, or CycloneDX",
    ),
    switch("default", "only what is there with the values in force, not for all values of switches", in_file=False),
    switch("lock", "write oamc.lock: the digest of each image, which --from and the documents give", in_file=False),
    Option(
        weakens=NEVER,
        name="from",
        metavar="FILE",
        in_file=False,
        in_environment=False,
        help="take digests from this file of another tool, or from -: lines of IMAGE DIGEST, an ImagesLock, a Config of kbld",
    ),
    switch("check", "print no images; exit with 2 if oamc.lock lacks one or has one that nothing uses", in_file=False),
)
QOS_OPTIONS = (
    replace(CATALOG_FORMAT, help="text for people, or JSON with a schema"),
    switch("diff", "compare two sides, and tell which pods change their class", in_file=False),
    Option(
        weakens=NEVER,
        name="with",
        metavar="PATH",
        repeated=True,
        in_file=False,
        in_environment=False,
        help="also take the LimitRanges, ResourceQuotas and PriorityClasses of these manifests, as the cluster has them",
    ),
    Option(
        weakens=NEVER,
        name="fail-on",
        metavar="MODE",
        choices=("warn", "deny"),
        in_file=False,
        help="exit with 3 where a rule is broken that denies, or also one that warns; with --diff, where a class changes",
    ),
)
SCANNED = Option(
    weakens=NEVER,
    name="scanned",
    metavar="DIR",
    in_file=False,
    help="the directory from which the report names files (default: this one)",
)
NOT_COMPARED = ("format", "layout")
"""Options of outputs that a comparison has in another sense, or not at all."""

WHY_OPTIONS = (
    replace(CATALOG_FORMAT, help="text for people, or JSON with a schema"),
    replace(SHOW_VALUES, help="print what is hidden, too: what Secrets hold, and what has the name of a secret"),
)


def _of_tree(key: Option, **changes: object) -> Option:
    """Return a key of `[gitops]` as an option. The table itself is no option, so no file sets this one."""
    return replace(key, **{"in_file": False, "in_environment": False, **changes})


GITOPS_OPTIONS = (
    ENVIRONMENTS,
    replace(ALL_ENVIRONMENTS, in_file=False, help="also the environments that are promoted by hand"),
    *(_of_tree(key) for key in GITOPS_KEYS if key.name in {"for", "render", "repo-url", "revision"}),
    _of_tree(OUTPUT, help="the directory of the tree (default: that of the project file, deploy)"),
    CHECK,
    replace(PRUNE, help="also remove folders of applications and environments that are gone"),
    FOREIGN,
    EXIT_ZERO,
    DRY_RUN,
    JOBS,
)
FMT_OPTIONS = (
    replace(CHECK, help="write nothing; exit with 2 if a file is not in the normal form, and name each that is not"),
    switch("diff", "write nothing; print what would change as a unified diff", in_file=False),
)
DOCS_OPTIONS = (
    replace(OUTPUT, metavar="FILE", in_file=False, in_environment=False, help="write the page to this file"),
    Option(
        weakens=NEVER,
        name="template",
        metavar="FILE",
        in_file=False,
        in_environment=False,
        help="make the page from this template of jinja2",
    ),
    replace(CHECK, help="write nothing; exit with 2 if the file of -o is missing or has another page"),
)
AFFECTED_OPTIONS = (
    Option(weakens=NEVER, name="since", metavar="REV", in_file=False, help="the commit that the change begins at"),
    Option(
        weakens=NEVER, name="until", metavar="REV", in_file=False, help="the commit that it ends at (default: what is on disk)"
    ),
    replace(ENVIRONMENTS, help="look at this environment alone; repeat it for several (default: all)"),
    CATALOG_FORMAT,
    switch("touched", "list units, too, whose inputs differ and whose output does not", in_file=False),
    switch("exit-code", "exit with 2 where something is affected", in_file=False),
    *(INPUTS, EXCLUDE, DEFINITIONS),
    *(VALUES, SET, SET_STRING, SET_JSON),
    *(option for option in TARGET_OPTIONS if option.name not in NOT_COMPARED),
    *COMMON_OPTIONS,
)
"""Both sides have the same values and options; a file of `--set-file` could not be told from one of the other side."""
