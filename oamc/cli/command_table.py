"""The commands of oamc, as one table: the parser, `oamc --help` and the shell completion read it.

Each command names the module that runs it; only that module is imported. It has a function
`run(settings: Settings, reports: Reports) -> int` that returns the exit status.
"""

from __future__ import annotations

from oamc.cli import further_options, options
from oamc.cli.asking_commands import ASKING
from oamc.cli.building_commands import BUILDING
from oamc.cli.command_record import PATHS, Command

COMMANDS = (
    *BUILDING,
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
    ASKING["diff"],
    ASKING["images"],
    ASKING["qos"],
    ASKING["requires"],
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
    ASKING["affected"],
    ASKING["why"],
    ASKING["remap"],
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
    ASKING["types"],
    ASKING["explain"],
    ASKING["schema"],
    ASKING["dump"],
    ASKING["config"],
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
