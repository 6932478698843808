"""The commands that tell of something and write no output: rows of the table of commands, by their names."""

from __future__ import annotations

from oamc.cli import building_options, further_options, options
from oamc.cli.command_record import PATHS, Command

_ROWS = (
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
            *building_options.CACHE_OPTIONS,
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
        name="affected",
        module="oamc.cli.commands.affected",
        summary="tell which applications in which environments a change touches",
        description="Compile a commit and what is on disk, or two commits, and list the applications whose output differs.",
        examples=("oamc affected --since origin/main", "oamc affected --since v1.4.0 --until v1.5.0 --format json"),
        options=further_options.AFFECTED_OPTIONS,
        positional=PATHS,
    ),
    Command(
        name="qos",
        module="oamc.cli.commands.qos",
        summary="tell which pods are killed or evicted first, and what they are promised",
        description=(
            "Compile OAM documents, write nothing, and tell of the pods of each object: their class of quality of service,\n"
            "whether their memory is guaranteed, who is evicted first when a node runs out of memory or disk, the scores of\n"
            "the kernel for the nodes of --qos-node, and which of the rules QOS001 to QOS013 they break. With --diff, a side\n"
            "is what it is for oamc diff."
        ),
        examples=(
            "oamc qos shop/",
            "oamc qos shop/ --qos-node large=64Gi --format json",
            "oamc qos shop/ --with limits.yaml --fail-on warn",
            "oamc qos --diff main:shop shop/",
        ),
        options=(
            options.ENVIRONMENTS,
            *further_options.QOS_OPTIONS,
            *options.INPUT_OPTIONS,
            *options.VALUE_OPTIONS,
            *(option for option in options.TARGET_OPTIONS if option.name not in further_options.NOT_COMPARED),
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
    Command(
        name="requires",
        module="oamc.cli.commands.requires",
        summary="tell what the cluster must have for what comes out",
        description=(
            "Compile OAM documents, write nothing, and list what the cluster must have beyond Kubernetes: kinds with group\n"
            "and version and who installs them, programs such as metrics-server or an ingress controller, and classes that\n"
            "are named. What only other values would bring counts, and is marked. Manifests and charts are read as they are.\n"
            "No cluster is asked."
        ),
        examples=("oamc requires shop/", "oamc requires shop/ --format json", "oamc requires deploy/manifests"),
        options=(
            options.ENVIRONMENTS,
            further_options.ANSWER_FORMAT,
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
        name="types",
        module="oamc.cli.commands.types",
        summary="list and show workload types, traits and scopes",
        description=(
            "List the workload types, traits, scopes and intents that oamc knows, show one of them with its properties, an\n"
            "example and what it writes, or print how any two traits get on: orthogonal, composable, conflicting (with the\n"
            "field at which they meet) or apart. Or list the kinds of clusters that --profile knows, with what each fills in."
        ),
        examples=(
            "oamc types list",
            "oamc types list --for Server --kind trait --requires none",
            "oamc types show auto-scaler",
            "oamc types show Server --format json",
            "oamc types show site --definitions platform/definitions",
            "oamc types matrix --format markdown",
            "oamc types profiles",
        ),
        options=(
            *further_options.TYPES_OPTIONS,
            further_options.KNOWN_DEFINITIONS,
            options.CAPABILITIES,
            options.QUIET,
            options.COLOR,
            options.DIAGNOSTICS,
        ),
        positional="list | matrix | profiles | show NAME",
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
            options.CAPABILITIES,
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
)
ASKING = {command.name: command for command in _ROWS}
