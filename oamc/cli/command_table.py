"""The commands of oamc, as one table: the parser, `oamc --help` and the shell completion read it.

Each command names the module that runs it; only that module is imported. It has a function
`run(settings: Settings, reports: Reports) -> int` that returns the exit status.
"""

from __future__ import annotations

from oamc.cli import further_options, options
from oamc.records import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.cli.options import Option


class Command(Record):
    """One command: its name, other names for it, what it does, examples, its options and its positional arguments.

    `positional` is the placeholder of the arguments without an option; `nargs` is argparse's count of them. `choices` close
    them. `configured` tells whether the environment and the configuration file are read.
    """

    name: str
    module: str
    summary: str
    description: str
    examples: tuple[str, ...]
    options: tuple[Option, ...] = ()
    aliases: tuple[str, ...] = ()
    positional: str = ""
    nargs: str = "*"
    choices: tuple[str, ...] = ()
    configured: bool = True


PATHS = "PATH"

COMMANDS = (
    Command(
        name="build",
        module="oamc.cli.commands.build",
        summary="compile OAM documents to a Helm chart or to manifests",
        description=(
            "Read OAM documents and write one Helm chart for each ApplicationConfiguration, or plain manifests.\n"
            "Inputs are files, directories (all *.yaml, *.yml and *.json below them) and - for standard input; without any,\n"
            "the inputs of the project file.\n"
            "Without -o, a chart goes to ./charts/<application> and manifests go to standard output."
        ),
        examples=(
            "oamc build app.yaml",
            "oamc build shop/ -o deploy --set web.parameters.target=Rudr",
            "oamc build shop/ --format manifests | kubectl apply -f -",
            "oamc build shop/ -o deploy --check",
            "oamc build --env production -o deploy",
        ),
        options=(
            options.ENVIRONMENT,
            options.ALL_ENVIRONMENTS,
            *options.INPUT_OPTIONS,
            *options.OUTPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *options.TARGET_OPTIONS,
            options.REPORT,
            further_options.ORIGINS,
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="check",
        aliases=("vet", "validate"),
        module="oamc.cli.commands.check",
        summary="report everything that build would refuse or warn about",
        description="Do everything that build does, and write nothing.",
        examples=(
            "oamc check shop/",
            "oamc check shop/ --kube-version 1.30 --kube-version 1.37",
            "oamc check --strict --diagnostics sarif=findings.sarif shop/",
        ),
        options=(
            options.ENVIRONMENTS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *options.TARGET_OPTIONS,
            options.REPORT,
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="verify",
        module="oamc.cli.commands.verify",
        summary="prove that chart and manifests are equal, with the real Helm engine",
        description=(
            "Build chart and manifests, render the chart with the Helm engine and compare object by object; then do the same\n"
            "for random overrides that the chart's values.schema.json allows. Exit with 1 where they differ."
        ),
        examples=("oamc verify shop/", "oamc verify shop/ --samples 200 --seed 7"),
        options=(
            options.ENVIRONMENT,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in {"format", "layout", "namespace"}),
            options.SAMPLES,
            options.SEED,
            options.SHOW_VALUES,
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="diff",
        module="oamc.cli.commands.diff",
        summary="tell what changes between two sides, and what each change means",
        description=(
            "Compare two sides object by object and field by field, and rate each change: the API server refuses it, data is\n"
            "lost, pods restart, exposure, permissions, scaling or quality of service change, or nothing that runs does.\n"
            "A side is documents of OAM, manifests, or a chart: on the disk or, as REV:PATH, in a commit of git. One side\n"
            "alone is compared with what a build has written to the disk, or with itself under other values. Exit with 2\n"
            "where they differ, with 3 for one of --fail-on."
        ),
        examples=(
            "oamc diff old/app.yaml new/app.yaml",
            "oamc diff main:app.yaml app.yaml",
            "oamc diff app.yaml --old-values staging.yaml --new-values production.yaml",
            "oamc diff --env staging --env production",
            "oamc diff deploy/manifests app.yaml --fail-on refused,data",
            "oamc diff old new --format markdown > comment.md",
        ),
        options=(
            options.ENVIRONMENTS,
            options.INPUTS,
            *further_options.DIFF_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional="SIDE",
    ),
    Command(
        name="images",
        module="oamc.cli.commands.images",
        summary="list the images that applications run, and what uses them",
        description=(
            "Compile OAM documents, write nothing, and list the images of all containers and of volumes that are images: for\n"
            "all values of switches, so that what is off by default is listed too. With --lock their digests go to oamc.lock,\n"
            "with which build --locked pins them; --check compares that file with the documents. No registry is asked."
        ),
        examples=(
            "oamc images shop/",
            "oamc images shop/ --format json",
            "oamc images shop/ --format cyclonedx > images.cdx.json",
            "oamc images shop/ --lock --from digests.txt",
            "oamc images shop/ --check",
        ),
        options=(
            options.ENVIRONMENTS,
            *further_options.IMAGES_OPTIONS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="gitops",
        module="oamc.cli.commands.gitops",
        summary="write a tree for Argo CD or Flux, with a folder for each application in each environment",
        description=(
            "Compile the applications of a project for its environments, and write manifests, or a chart, into a folder for\n"
            "each of them, with the objects that make Argo CD or Flux apply them. A further run writes only what differs, and\n"
            "tells what is left over. The repository, the tools and the rest stand in the table [gitops] of the project file."
        ),
        examples=(
            "oamc gitops",
            "oamc gitops --env production",
            "oamc gitops --for flux -o deploy --repo-url https://git.example.com/team/deploy.git",
            "oamc gitops --check",
        ),
        options=(
            *further_options.GITOPS_OPTIONS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="why",
        module="oamc.cli.commands.why",
        summary="tell where a field of an object comes from, and what changes it",
        description=(
            "Tell of a field of an object its place in the documents, what wrote it and what it replaced; of each value in it\n"
            "who gave it, the last one in force; and whether it can be chosen when the chart is installed, under which path.\n"
            "Instead of an object and a field, FILE:LINE names a line of manifests, or of a template or values.yaml of a chart."
        ),
        examples=(
            "oamc why StatefulSet/db 'spec.template.spec.containers[0].image' app.yaml",
            "oamc why Deployment/web spec.replicas shop/ --set web.traits.scaler.replicas=5",
            "oamc why charts/shop/values.yaml:12 shop/",
        ),
        options=(
            options.ENVIRONMENT,
            *further_options.WHY_OPTIONS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional="OBJECT FIELD PATH",
    ),
    Command(
        name="remap",
        module="oamc.cli.commands.remap",
        summary="move findings of other programs from files that oamc wrote to the documents",
        description=(
            "Read a report in SARIF about manifests or templates that oamc wrote, and print it with the findings at the lines\n"
            "of the documents that they come from. Where a finding stood is among its related locations."
        ),
        examples=(
            "oamc remap trivy.sarif shop/ > findings.sarif",
            "oamc remap trivy.sarif shop/ --scanned deploy > findings.sarif",
        ),
        options=(
            options.ENVIRONMENT,
            further_options.SCANNED,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional="REPORT PATH",
    ),
    Command(
        name="fmt",
        module="oamc.cli.commands.fmt",
        summary="write documents in their normal form",
        description=(
            "Give documents of OAM two spaces for each level, apiVersion, kind, metadata and spec in this order, no blanks at\n"
            "the ends of lines and one line feed at the end. Comments, anchors, quotes and texts stay as they are, and the\n"
            "documents say the same. Files that are named may also hold values. The names of changed files are printed.\n"
            "JSON, outputs of oamc, and documents of other systems are left alone."
        ),
        examples=("oamc fmt shop/", "oamc fmt --check shop/", "oamc fmt --diff app.yaml", "oamc fmt - < app.yaml"),
        options=(
            *further_options.FMT_OPTIONS,
            options.FILE,
            options.INPUTS,
            options.EXCLUDE,
            options.LIMIT,
            options.STRICT,
            options.QUIET,
            options.VERBOSE,
            options.COLOR,
            options.DIAGNOSTICS,
            options.CONFIG,
        ),
        positional=PATHS,
    ),
    Command(
        name="docs",
        module="oamc.cli.commands.docs",
        summary="write a page with the values of each chart, for people",
        description=(
            "Print a page in Markdown with the values of the chart of each application: path, type, default, whether it must\n"
            "be given, what it does and what is allowed; and what is fixed. Literals of secrets are hidden."
        ),
        examples=("oamc docs shop/", "oamc docs shop/ -o VALUES.md --check", "oamc docs shop/ --template page.md.j2"),
        options=(
            *further_options.DOCS_OPTIONS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="init",
        module="oamc.cli.commands.init",
        summary="write a small project that builds",
        description=(
            "Write a component, an application, the options of oamc and a page on how to go on to a directory, without DIR to\n"
            "this one. Without flags, and at a terminal, it asks. Nothing that is there is written over."
        ),
        examples=(
            "oamc init demo --name demo",
            "oamc init . --kind Worker --image example/worker:1",
            "oamc init demo --api v1beta1",
        ),
        options=(*further_options.INIT_OPTIONS, options.QUIET, options.COLOR, options.DIAGNOSTICS),
        positional="DIR",
        configured=False,
    ),
    Command(
        name="types",
        module="oamc.cli.commands.types",
        summary="list and show workload types, traits and scopes",
        description=(
            "List the workload types, traits and scopes that oamc knows, show one of them with its properties, or print how\n"
            "any two traits get on: orthogonal, composable, conflicting (with the field at which they meet) or apart."
        ),
        examples=(
            "oamc types list",
            "oamc types show auto-scaler",
            "oamc types show Server --format json",
            "oamc types show site --definitions platform/definitions",
            "oamc types matrix",
        ),
        options=(
            further_options.CATALOG_FORMAT,
            further_options.KNOWN_DEFINITIONS,
            options.QUIET,
            options.COLOR,
            options.DIAGNOSTICS,
        ),
        positional="list | matrix | show NAME",
        configured=False,
    ),
    Command(
        name="explain",
        module="oamc.cli.commands.explain",
        summary="print the page of a diagnostic code, or what a field or a rating means",
        description=(
            "Print what a code means, why it is so and how to mend it; or what a field of a document means and holds; or the\n"
            "rules by which diff gives a rating. Without an argument, list all codes."
        ),
        examples=(
            "oamc explain OAM501",
            "oamc explain component.containers.resources",
            "oamc explain application",
            "oamc explain refused",
        ),
        positional="CODE | FIELD | RATING",
        configured=False,
    ),
    Command(
        name="schema",
        module="oamc.cli.commands.schema",
        summary="write the JSON Schemas of documents, for editors",
        description=(
            "Print the JSON Schema of a kind of documents, or of a file with any of them, with the properties of traits and\n"
            "scopes in it. With -o DIR all of them go to a directory, and the line for yaml-language-server is printed."
        ),
        examples=(
            "oamc schema -o .schemas",
            "oamc schema -o .schemas --definitions platform/definitions",
            "oamc schema component",
            "oamc schema > oam.schema.json",
        ),
        options=(
            further_options.SCHEMA_OUTPUT,
            further_options.KNOWN_DEFINITIONS,
            options.FORCE,
            options.QUIET,
            options.COLOR,
            options.DIAGNOSTICS,
        ),
        positional="KIND",
        configured=False,
    ),
    Command(
        name="dump",
        module="oamc.cli.commands.dump",
        summary="print what a stage of the compiler produced",
        description="Print what a stage made of the input: read, decode, normalize, resolve, lower or emit.",
        examples=("oamc dump --after resolve app.yaml",),
        options=(
            options.ENVIRONMENT,
            further_options.AFTER,
            options.SHOW_SECRETS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *options.TARGET_OPTIONS,
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="config",
        module="oamc.cli.commands.config",
        summary="print the merged options with their origins",
        description=(
            "Print every option with its value and where it comes from: the flag, the environment (OAMC_FORMAT for --format),\n"
            "oamc.toml or [tool.oamc] of pyproject.toml (in the current directory or above it, up to the root of the\n"
            "repository), or the default."
        ),
        examples=("oamc config", "OAMC_FORMAT=manifests oamc config --strict"),
        options=(
            options.ENVIRONMENT,
            options.INPUTS,
            options.EXCLUDE,
            options.DEFINITIONS,
            *options.VALUE_OPTIONS,
            *options.TARGET_OPTIONS,
            *options.OUTPUT_OPTIONS,
            *options.COMMON_OPTIONS,
        ),
        nargs="0",
    ),
    Command(
        name="completion",
        module="oamc.cli.commands.completion",
        summary="print a completion script for a shell",
        description="Print a completion script for bash, zsh or fish.",
        examples=(
            "oamc completion bash > /etc/bash_completion.d/oamc",
            "oamc completion zsh > ~/.zfunc/_oamc",
            "oamc completion fish > ~/.config/fish/completions/oamc.fish",
        ),
        positional="SHELL",
        nargs="1",
        choices=("bash", "zsh", "fish"),
        configured=False,
    ),
    Command(
        name="version",
        module="oamc.cli.entry",
        summary="print the version",
        description="Print the version of oamc.",
        examples=("oamc version",),
        nargs="0",
        configured=False,
    ),
)


def find_command(name: str) -> Command | None:
    """Return the command with this name or alias, or nothing."""
    return next((command for command in COMMANDS if name == command.name or name in command.aliases), None)
