"""The commands that most runs are, as rows of the table in `command_table.py`.

They stand alone, so that a run of one of them makes no other rows and none of their options.
"""

from __future__ import annotations

from oamc.cli import building_options, options
from oamc.cli.command_record import PATHS, Command

BUILDING = (
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
            building_options.ORIGINS,
            *building_options.CACHE_OPTIONS,
            building_options.TRUST_TIMES,
            building_options.JOBS,
            building_options.DASK,
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
            *building_options.CACHE_OPTIONS,
            building_options.JOBS,
            building_options.DASK,
            *options.COMMON_OPTIONS,
        ),
        positional=PATHS,
    ),
)
