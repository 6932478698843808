"""The options of the command line, as one table: parser, environment, configuration file, help and completion read it.

An option is a switch, or takes a text; a text may be one of a few choices, and an option may be repeated. `oamc config` and the
shell completion know nothing that does not stand here.
"""

from __future__ import annotations

from oamc import choices
from oamc.cli.option import COMPARISON, FINDINGS, NEVER, Option, switch
from oamc.kubernetes.schemas import DEFAULT_VERSION, SUPPORTED_VERSIONS
from oamc.records import replace


def texts(name: str, metavar: str, text: str, *, weakens: str = NEVER) -> Option:
    """Return an option with texts, which a comma divides in the environment."""
    return Option(name=name, metavar=metavar, help=text, weakens=weakens, repeated=True, separator=",")


FILE = Option(
    weakens=NEVER,
    name="file",
    short="f",
    metavar="PATH",
    repeated=True,
    in_file=False,
    place=True,
    help="a further input: a file, a directory, or - for standard input (the same as a positional PATH)",
)
INPUTS = Option(
    weakens=NEVER,
    name="inputs",
    metavar="PATH",
    repeated=True,
    in_environment=False,
    in_arguments=False,
    place=True,
    help="what is read where the command line names no path: files and directories",
)
EXCLUDE = Option(
    weakens=FINDINGS,
    name="exclude",
    metavar="PATTERN",
    repeated=True,
    separator=",",
    help="leave out what matches in input directories: a name such as node_modules or *.test.yaml, or a path such as "
    "build/** or **/fixtures/*.yaml",
)
DEFINITIONS = Option(
    weakens=NEVER,
    name="definitions",
    metavar="PATH",
    repeated=True,
    separator=",",
    place=True,
    help="a folder or file with definitions, of KubeVela or of oamc.dev: only what applications use of it is read",
)
CAPABILITIES = Option(
    weakens=NEVER,
    name="capabilities",
    metavar="NAME",
    repeated=True,
    separator=",",
    help="an installed package of Python whose workload types, traits and scopes are known, too",
)
VALUES = Option(
    weakens=NEVER,
    name="values",
    metavar="FILE",
    repeated=True,
    separator=",",
    place=True,
    help="override values of the chart from a YAML file (as helm does; the last file wins)",
)
SET = Option(
    weakens=NEVER,
    name="set",
    metavar="KEY=VALUE",
    repeated=True,
    in_file=False,
    help="override a value, typed by Helm's rules: a.b=1,c=true",
)
SET_STRING = Option(
    weakens=NEVER,
    name="set-string",
    metavar="KEY=VALUE",
    repeated=True,
    in_file=False,
    help="override a value with a text, whatever it looks like",
)
SET_JSON = Option(
    weakens=NEVER, name="set-json", metavar="KEY=JSON", repeated=True, in_file=False, help="override a value with JSON"
)
SET_FILE = Option(
    weakens=NEVER, name="set-file", metavar="KEY=PATH", repeated=True, in_file=False, help="override a value with a file"
)
OUTPUT = Option(
    weakens=COMPARISON,
    name="output",
    short="o",
    metavar="PATH",
    place=True,
    help="where the result goes: a directory that gets DIR/<application>/, a .yaml file (manifests), or - for standard output",
)
FORMAT = Option(
    weakens=NEVER,
    name="format",
    metavar="KIND",
    choices=choices.FORMATS,
    default=choices.HELM,
    help="the kind of output: a Helm chart, or plain Kubernetes manifests",
)
LAYOUT = Option(
    weakens=NEVER,
    name="layout",
    metavar="DIVISION",
    choices=choices.LAYOUTS,
    default=choices.SINGLE,
    help="the division of the manifests into files",
)
NAMESPACE = Option(
    weakens=FINDINGS, name="namespace", short="n", metavar="NAME", help="write this namespace into every manifest that has one"
)
KUBE_VERSION = Option(
    weakens=FINDINGS,
    name="kube-version",
    metavar="X.Y",
    choices=SUPPORTED_VERSIONS,
    repeated=True,
    separator=",",
    help=f"check against this version of Kubernetes, {DEFAULT_VERSION} where none is given; repeat it for several versions",
)
QOS = Option(
    weakens=FINDINGS,
    name="qos",
    metavar="MODE",
    choices=choices.QOS_MODES,
    default=choices.ENFORCE,
    help="enforce sets limits of memory and ephemeral storage equal to the requests, warn tells where that is missing, "
    "off writes requests only",
)
CPU_LIMIT = texts(
    "cpu-limit", "[INSTANCE=]LIMIT", "limit the cpu that documents state: none (default), equal to it, or a ratio such as 1.5"
)
REQUIRE_CLASS = texts(
    "require-class", "[INSTANCE=]CLASS", "refuse pods of another class of quality of service than this one, or of a lower one"
)
QOS_RULE = texts("qos-rule", "RULE=MODE", "what a broken rule from QOS001 to QOS013 is: off, warn or deny", weakens=FINDINGS)
QOS_NODE = texts("qos-node", "NAME=MEMORY", "compute scores for a node with so much memory, such as large=64Gi")
QUALITY_OPTIONS = (CPU_LIMIT, REQUIRE_CLASS, QOS_RULE, QOS_NODE)
JOB_NAMES = Option(
    weakens=NEVER,
    name="job-names",
    metavar="KIND",
    choices=choices.JOB_NAMES,
    default=choices.DIGEST,
    help="digest ends the name of a Job in a digest of what a Job cannot change, so that a changed one is a new Job; fixed "
    "leaves the name as it is",
)
SCOPES = Option(
    weakens=NEVER,
    name="scopes",
    metavar="KIND",
    choices=choices.SCOPES,
    default=choices.ANNOTATE,
    help="annotate marks the members of scopes of OAM v1alpha1, and makes nothing else of scopes; emit makes their objects",
)
FAAS = Option(
    weakens=NEVER,
    name="faas",
    metavar="KIND",
    choices=choices.FAAS,
    default=choices.OPERATOR,
    help="what becomes of functions of OpenFaaS: objects for its operator, or a Deployment with a Service each, which need no "
    "OpenFaaS",
)
CHARTS_AS = Option(
    weakens=NEVER,
    name="charts-as",
    metavar="KIND",
    choices=choices.CHARTS_AS,
    default=choices.DEPENDENCY,
    help="what becomes of components that install a chart: a dependency of the chart, objects for Flux, or an Application of "
    "Argo CD",
)
VELA_VERSION = Option(
    weakens=FINDINGS,
    name="vela-version",
    metavar="X.Y",
    choices=choices.VELA_VERSIONS,
    default=choices.VELA_1_11,
    help="follow the rules of this line of KubeVela: 1.10 does not look at what definitions of components refuse",
)
LIMIT = Option(
    weakens=NEVER,
    name="limit",
    metavar="NAME=NUMBER",
    repeated=True,
    in_file=False,
    in_environment=False,
    help="raise or lower a limit on the input, such as depth=128 (the message that names a limit names this option)",
)
CHART_NAME = Option(
    weakens=NEVER, name="chart-name", metavar="NAME", help="the name of the chart (default: the name of the application)"
)
CHART_VERSION = Option(weakens=NEVER, name="chart-version", metavar="VERSION", help="the version of the chart")
APP_VERSION = Option(
    weakens=NEVER, name="app-version", metavar="VERSION", help="the version of the application that the chart states"
)
CHART = Option(
    weakens=NEVER,
    name="chart",
    metavar="TABLE",
    in_environment=False,
    in_arguments=False,
    help="what each chart tells of itself in Chart.yaml, where the application does not say it",
)
CHART_README = switch("chart-readme", "write a README.md with a table of the values into the chart")
CHART_TESTS = switch("chart-tests", "write a pod for each Service into the chart, with which helm test tries its ports")
INGRESS_CLASS = Option(weakens=NEVER, name="ingress-class", metavar="NAME", help="the class of the Ingress objects")
PROFILE = Option(
    weakens=NEVER,
    name="profile",
    metavar="NAME",
    choices=choices.PROFILES,
    help="fill in what this kind of cluster wants: classes, and how its load balancers are told what to do",
)
GPU_RESOURCE = Option(
    weakens=NEVER, name="gpu-resource", metavar="NAME", default=choices.GPU_RESOURCE, help="the resource that stands for a GPU"
)
SINGLE_SERVICE_PORT = switch("single-service-port", "give each Service only the first port of its component", weakens=FINDINGS)
ALLOW_UNKNOWN_TRAITS = switch(
    "allow-unknown-traits", "warn about traits that oamc does not know, and leave them out", weakens=FINDINGS
)
ALLOW_UNKNOWN_WORKLOADS = switch(
    "allow-unknown-workloads", "make custom resources of workload types that nothing in the input vouches for", weakens=FINDINGS
)
EXTENDED_KINDS = Option(
    weakens=NEVER,
    name="extended-kinds",
    metavar="KIND",
    repeated=True,
    separator=",",
    help="allow extended workload types of these kinds alone: GROUP/VERSION.KIND, GROUP/* or, for none, none",
)
ALLOW_UNKNOWN_FIELDS = switch(
    "allow-unknown-fields",
    "warn about fields, properties, settings and parameters that nobody knows, and leave them out",
    weakens=FINDINGS,
)
ALLOW_UNSET = switch("allow-unset", "leave required parameters without a value to whoever installs the chart", weakens=FINDINGS)
STRICT = switch("strict", "take warnings about unknown or doubtful input as errors")
CHECK = switch(
    "check",
    "write nothing; exit with 2 if the output on disk is stale, edited, missing or left over, and name what differs",
    in_file=False,
)
PRUNE = switch(
    "prune", "also remove what an earlier build wrote for applications that are gone or have another name", in_file=False
)
FOREIGN = Option(
    weakens=FINDINGS,
    name="foreign",
    metavar="WHAT",
    choices=choices.FOREIGN_FILES,
    default=choices.WARN,
    help="what files in an output are that oamc did not write: allowed, named by --check, or refused",
)
EXIT_ZERO = switch("exit-zero", "exit with 0 instead of 2", in_file=False)
REPORT = switch(
    "report", "also print which values are fixed, and why and where that is decided; nothing of what they hold", in_file=False
)
DRY_RUN = switch("dry-run", "write nothing; list the files that would be written", in_file=False)
FORCE = switch(
    "force", "overwrite files of the output, and reports, that were edited or that oamc did not write", in_file=False
)
QUIET = switch("quiet", "print only errors, and what has no effect", short="q", weakens=FINDINGS)
VERBOSE = switch("verbose", "also print what was read and written", short="v")
COLOR = Option(
    weakens=NEVER, name="color", metavar="WHEN", choices=("auto", "always", "never"), default="auto", help="colour the messages"
)
DIAGNOSTICS = Option(
    weakens=FINDINGS,
    name="diagnostics",
    metavar="FORMAT[=FILE]",
    repeated=True,
    separator=",",
    help="how findings are reported: text, json, sarif, junit, github or gitlab; to standard error, to a file, or to - for "
    "standard output",
)
SAMPLES = Option(
    weakens=FINDINGS,
    name="samples",
    metavar="N",
    default="20",
    help="how many random overrides to try besides the defaults (default: 20)",
    most=100_000,
    most_in_file=1_000,
)
SEED = Option(
    weakens=FINDINGS, name="seed", metavar="S", default="0", help="what the random overrides are drawn from (default: 0)"
)
SHOW_VALUES = switch("show-values", "print the values that differ, not only their places (they may be secret)", in_file=False)
SHOW_SECRETS = switch("show-values", "print the literals of secrets, too", in_file=False)
CONFIG = Option(
    weakens=NEVER,
    name="config",
    in_file=False,
    negated=True,
    help="read no oamc.toml and no [tool.oamc] of pyproject.toml: for documents of strangers, who may have written them",
)
FOREIGN_DOCUMENTS = Option(
    weakens=FINDINGS,
    name="foreign-documents",
    metavar="WHAT",
    choices=choices.FOREIGN_DOCUMENTS,
    default=choices.AUTO,
    help="what documents of other systems are: passed over in directories and an error in files that are named, "
    "an error everywhere, or passed over everywhere; one notice counts them",
)
FOR_ENVIRONMENT = "for this environment of the project file: its values, patches and options"
ENVIRONMENT = Option(weakens=NEVER, name="env", metavar="NAME", in_file=False, help=FOR_ENVIRONMENT)
ENVIRONMENTS = replace(ENVIRONMENT, repeated=True, separator=",", help=f"{FOR_ENVIRONMENT}; repeat it for several")
ALL_ENVIRONMENTS = switch(
    "all-envs", "for all environments: a chart with a file of values for each, values-NAME.yaml, and more charts where needed"
)
LOCKED = switch("locked", "pin each image to the digest that oamc.lock has for it, and refuse images without one")
PLATFORM = Option(
    weakens=NEVER,
    name="platform",
    metavar="FILE",
    repeated=True,
    separator=",",
    in_file=False,
    help="hold the rules in the table [platform] of this TOML file, too, whatever the project file says",
)
CACHE_SIZE = Option(
    weakens=NEVER, name="cache-size", metavar="SIZE", default="256Mi", help="how large the cache may become (default: 256Mi)"
)
INPUT_OPTIONS = (FILE, INPUTS, EXCLUDE, DEFINITIONS)
VALUE_OPTIONS = (VALUES, SET, SET_STRING, SET_JSON, SET_FILE)
TARGET_OPTIONS = (
    CAPABILITIES,
    FORMAT,
    LAYOUT,
    NAMESPACE,
    KUBE_VERSION,
    QOS,
    *QUALITY_OPTIONS,
    JOB_NAMES,
    SCOPES,
    FAAS,
    CHARTS_AS,
    VELA_VERSION,
    CHART_NAME,
    CHART_VERSION,
    APP_VERSION,
    CHART,
    CHART_README,
    CHART_TESTS,
    INGRESS_CLASS,
    PROFILE,
    GPU_RESOURCE,
    SINGLE_SERVICE_PORT,
    ALLOW_UNKNOWN_FIELDS,
    ALLOW_UNKNOWN_TRAITS,
    ALLOW_UNKNOWN_WORKLOADS,
    EXTENDED_KINDS,
    ALLOW_UNSET,
    FOREIGN_DOCUMENTS,
    LOCKED,
    PLATFORM,
    STRICT,
    LIMIT,
)
OUTPUT_OPTIONS = (OUTPUT, CHECK, PRUNE, FOREIGN, EXIT_ZERO, DRY_RUN)
COMMON_OPTIONS = (QUIET, VERBOSE, COLOR, DIAGNOSTICS, FORCE, CONFIG)

CONFIGURABLE = tuple(
    option
    for option in (
        *INPUT_OPTIONS,
        *VALUE_OPTIONS,
        *TARGET_OPTIONS,
        *OUTPUT_OPTIONS,
        *COMMON_OPTIONS,
        ALL_ENVIRONMENTS,
        SAMPLES,
        SEED,
        CACHE_SIZE,
    )
    if option.in_file
)
"""What `oamc.toml` and `[tool.oamc]` may set."""
