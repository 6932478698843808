"""The page of the project file, `docs/reference/project-file.md`: every key that it may have, from the table of options."""

from __future__ import annotations

from oamc.backends.helm import metadata
from oamc.cli import chart_table, platform_table
from oamc.cli import project_keys as keys
from oamc.cli.command_table import COMMANDS
from oamc.cli.configured_options import NUMBERS
from oamc.cli.option import NEVER, Option
from oamc.cli.options import CHART, CONFIGURABLE
from oamc.model import chart_annotations
from oamc.platform.rules import (
    CHARTS,
    HOSTS,
    KINDS,
    LISTS,
    NAMESPACES,
    REGISTRIES,
    SCOPES,
    STORAGE_CLASSES,
    TRAITS,
    WORKLOAD_TYPES,
)
from oamc.records import replace

PAGE = """# The project file

This page is generated from the table of options by `make docs`. `oamc config` prints what is in force, and where each
value comes from: a flag wins over a variable of the environment, that over the project file, that over the default.

`oamc.toml`, or the table `[tool.oamc]` of `pyproject.toml`, holds the settings of a project. The nearest one counts,
alone: `oamc` looks in the working directory and, in a repository, in the directories above it, up to the root, which is
the one with `.git`. It never looks above your home directory or on another file system, and a file above the working
directory counts only if it, its directory and the root belong to you, to the owner of the working directory, or to root
(OAM865). `--no-config` looks for none.

Paths are relative to the directory of the file and stay below it. They have no name that begins with a dot, lead
through no link, and are not `-`. [Documents of strangers](../untrusted-input.md) says why, and what else the file may
not do.

```toml
inputs = ["apps/greeter", "apps/shop", "shared"]
exclude = ["**/fixtures", "*.test.yaml"]
kube-version = ["1.34", "1.35"]
strict = true
```

Keys are written with hyphens or underscores. A text may stand for a list of one.

| Key | Type | Default | Commands | Meaning |
| --- | --- | --- | --- | --- |
ROWS

What is written as *told* above is reported on every run that it changes (OAM828): it may hide a finding or weaken a
check.

## Environments

`[env.NAME]` is an environment ([Environments](../environments.md)), `[env.NAME.application.APP]` what it says of one
application alone. A name has at most 30 small letters, digits and hyphens; `argocd` and `flux` are taken. A file has at
most 100 environments.

| Key | Type | For one application | Meaning |
| --- | --- | --- | --- |
ENVIRONMENT_ROWS

`[application.NAME]` says with `after` which applications come before one: in trees for GitOps they are applied first.

| Key | Type | Meaning |
| --- | --- | --- |
APPLICATION_ROWS

## Trees for GitOps

| Key of `[gitops]` | Type | Meaning |
| --- | --- | --- |
GITOPS_ROWS

## The table `chart`

`[chart]`, or `[tool.oamc.chart]` in `pyproject.toml`, says what the `Chart.yaml` of every application tells of itself. An
annotation of an application says the same for its chart alone, and wins over the project file as a flag wins over it: key
by key, so that an application with a home of its own keeps the maintainers of the project. A list counts as one key. The
rules for the values are the same ([What a chart tells of itself](../values.md#what-a-chart-tells-of-itself)); what breaks
one is an error at its line (OAM890), whatever the applications say.

| Key | Type | Field of `Chart.yaml` | Annotation of an application |
| --- | --- | --- | --- |
CHART_ROWS

A text for a list is read as that of the annotation is: words and maintainers between commas or one a line, addresses
between blanks. An item of a list is one word, one maintainer or one address, as it is. `kube-version` is a constraint of
Helm, or `targets` for the oldest version that is checked for. In `annotations` stand those for Artifact Hub, at most 100,
each with a text; where there is one, the images of the chart are among them. Name and versions of a chart are options
(`chart-name`, `chart-version`, `app-version`), its description is an annotation of the application.

```toml
[chart]
home = "https://shop.example.com"
icon = "https://shop.example.com/logo.svg"
sources = ["https://git.example.com/shop"]
keywords = ["shop", "books"]
maintainers = ["Ann Example <ann@example.com> (https://example.com/ann)", "Bo"]
kube-version = "targets"

[chart.annotations]
"artifacthub.io/license" = "Apache-2.0"
```

## The table `qos`

`[qos]` says together what the options about the quality of service say one by one ([Why was my pod
restarted?](../why-was-my-pod-restarted.md)). It may also stand in an environment, as `[env.NAME.qos]`, and there for one
application, as `[env.NAME.application.APP.qos]`. A key of an environment replaces that of the project as a whole: with
`cpu-limit` also what is said of single instances.

| Key of `[qos]` | Option | Value |
| --- | --- | --- |
| `mode` | `qos` | `enforce`, `warn` or `off` |
| `cpu-limit` | `cpu-limit` | `none`, `equal`, or a ratio such as `"1.5"`, from 1 to 100 |
| `require-class` | `require-class` | `Guaranteed`, `Burstable` or `BestEffort` |
| `instance.NAME` | `cpu-limit`, `require-class` | a table with these two keys for one instance |
| `rules` | `qos-rule` | a table with a mode (`off`, `warn` or `deny`) for each rule from QOS001 to QOS013 |
| `nodes` | `qos-node` | a table of names of nodes with their memory |

```toml
[qos]
cpu-limit = "none"

[qos.rules]
QOS011 = "deny"

[qos.nodes]
large = "64Gi"

[qos.instance.catalog]
cpu-limit = "equal"
require-class = "Guaranteed"

[env.production.qos]
require-class = "Burstable"
```

## The rules of the platform

`[platform]` has the rules of whoever runs the platform ([The rules of a platform](../platform.md)). `[env.NAME.platform]` has
more of them, which hold beside those.

| Key of `[platform]` | Type | Meaning |
| --- | --- | --- |
PLATFORM_ROWS

| List of `allow` and `deny` | What is compared |
| --- | --- |
LIST_ROWS

| Key of a rule | Type | Meaning |
| --- | --- | --- |
RULE_ROWS

```toml
[platform]
max-replicas = 20

[platform.allow]
traits = ["ingress", "auto-scaler"]
registries = ["registry.example.com"]

[platform.deny]
kinds = ["rbac.authorization.k8s.io/*"]

[platform.trait.ingress]
properties = ["hostname", "path", "servicePort"]

[platform.trait.ingress.property]
className = {fixed = "public"}

[platform.object."apps/v1.Deployment"]
"spec.template.spec.hostNetwork" = {fixed = false}
```

## Patterns of `exclude`

A pattern is one name or several, divided by slashes. `*` in a name stands for any characters of it; `**` as a name
stands for any number of names, also none. Nothing else has a meaning, and `? [ ] { } ! \\` are refused, because other
programs give them one. Case counts.

| Pattern | leaves out |
| --- | --- |
| `node_modules` | every file and directory of this name, with all below it |
| `*.test.yaml` | every file whose name ends so |
| `build/*.yaml` | the files directly in `build`, seen from the directory of the project file |
| `**/fixtures/*.json` | the files directly in any directory `fixtures` |

A pattern of one name is tried on every name that is met. One with a slash in it is tried on the path from the directory
of the project file; with `--exclude` and `OAMC_EXCLUDE`, from the working directory. What is named, as an argument or
among the `inputs`, is read whatever the patterns say. A pattern has at most 200 characters and 16 names.

## Several teams in one repository

Names of components, traits, workload types and scopes belong to the nearest directory with an
`ApplicationConfiguration` that has components. An application sees its own directory and all above it, up to the
inputs; the nearer document of a name wins. What lies in no application's directory is shared by the applications beside
it:

```text
shared/log.yaml            a component for all teams
teams/shared/cache.yaml    a component for the teams below teams/
teams/a/app.yaml           sees teams/a/, teams/shared/ and shared/, and never teams/b/
teams/a/web.yaml           is no other than teams/b/web.yaml, though both are called web
teams/b/app.yaml
teams/b/web.yaml
```

Files that are named, and standard input, are one such directory, above all others. Names of applications are those of
their outputs, so they are unique in a run.

A team builds and checks its part by naming its directory and what is shared, from any directory of the repository; the
list beside the outputs is the same, and `--prune` removes nothing of other teams:

```sh
oamc build teams/a shared -o deploy                    # at the root
oamc build . ../../shared -o ../../deploy --check      # in teams/a
oamc build -o deploy --check                           # all inputs of the project file
```
"""


PLATFORM_KEYS = {
    platform_table.MAX_REPLICAS: ("number", "how many replicas there may be, whatever makes them"),
    platform_table.ALLOW: ("table of lists", "what is allowed; without a list, all"),
    platform_table.DENY: ("table of lists", "what is not allowed"),
    "trait.NAME.properties": ("list of texts", "the properties of a trait that may be set"),
    "trait.NAME.property": ("table of rules", "rules for properties of a trait"),
    "parameter": ("table of rules", "rules for parameters of components"),
    "value": ("table of rules", "rules for values by their paths, in which a star stands for a name"),
    'object."KIND"': ("table of rules", "rules for fields of objects, by their paths"),
}
RULE_KEYS = {
    platform_table.FIXED: ("text, number or boolean", "the one value"),
    platform_table.MINIMUM: ("number", "the smallest one"),
    platform_table.MAXIMUM: ("number", "the largest one"),
    platform_table.ONE_OF: ("list", "all values that there may be"),
    platform_table.PATTERN: ("text", "a regular expression"),
    platform_table.SET_BY: ("list of `developer` and `operator`", "who may set it"),
}


def platform_lists() -> dict[str, str]:
    """Return what the entries of each list of a platform are compared with."""
    compared = {
        WORKLOAD_TYPES: "names of workload types and component types",
        TRAITS: "names of traits",
        SCOPES: "names of scope types",
        KINDS: "apiVersion and kind of objects, as `apps/v1.Deployment`",
        NAMESPACES: "namespaces of objects",
        CHARTS: "repository and name of charts that components install",
        REGISTRIES: "images",
        HOSTS: "hosts of Ingresses, certificates and routes",
        STORAGE_CLASSES: "storage classes of claims",
    }
    return {key: compared[key] for key in LISTS}


def project_file_page() -> str:
    """Return the page with the table of keys in it."""
    rows = [_row(option) for option in sorted(CONFIGURABLE, key=lambda option: option.name)]
    own = {key.name for key in (*keys.OF_OPERATORS, *keys.OF_ONE_APPLICATION)}
    environments = [
        f"| `{key.name}` | {_type(key)} | {'yes' if key.name in own else ''} | {_meaning(key)} |"
        for key in sorted((*keys.ENVIRONMENT_KEYS, *CLUSTER), key=lambda key: key.name)
    ]
    page = PAGE.replace("ENVIRONMENT_ROWS", "\n".join(environments))
    for name, table in (("APPLICATION_ROWS", keys.APPLICATION_KEYS), ("GITOPS_ROWS", keys.GITOPS_KEYS)):
        found = [f"| `{key.name}` | {_type(key)} | {_meaning(key)} |" for key in sorted(table, key=lambda key: key.name)]
        page = page.replace(name, "\n".join(found))
    for name, rows_of in (("PLATFORM_ROWS", PLATFORM_KEYS), ("RULE_ROWS", RULE_KEYS)):
        page = page.replace(name, "\n".join(f"| `{key}` | {kind} | {text} |" for key, (kind, text) in rows_of.items()))
    page = page.replace("LIST_ROWS", "\n".join(f"| `{key}` | {text} |" for key, text in platform_lists().items()))
    return page.replace("CHART_ROWS", "\n".join(_chart_rows())).replace("ROWS", "\n".join(rows))


def _chart_rows() -> list[str]:
    """Return the rows of the table `chart`, with the annotations that say the same."""
    found = []
    for key in sorted(chart_table.KNOWN):
        annotation = (chart_table.ONE_TEXT | chart_table.LISTS).get(key)
        kind = "table of texts" if annotation is None else "text, or a list of such" if key in chart_table.LISTS else "text"
        field = key if annotation is None else metadata.FIELDS[annotation]
        found.append(f"| `{key}` | {kind} | `{field}` | `{annotation or chart_annotations.ARTIFACT_HUB + '…'}` |")
    return found


CLUSTER = tuple(replace(key, name=f"cluster.{key.name}") for key in keys.CLUSTER_KEYS)
"""The keys of the table that says which cluster an environment is in: one of them."""


def _meaning(key: Option) -> str:
    """Return what a key means, for a table."""
    return key.help.replace("|", "\\|").replace("*", "\\*")


def _row(option: Option) -> str:
    """Return the row of one key."""
    configured = [command for command in COMMANDS if command.configured and command.name != "config"]
    users = [command.name for command in configured if option in command.options]
    others = [command.name for command in configured if option not in command.options]
    cells = (
        f"`{option.name}`",
        _type(option),
        _default(option),
        "all" if not others else f"all but {others[0]}" if len(others) == 1 else ", ".join(users),
        _meaning(option),
    )
    return f"| {' | '.join(cells)} |"


def _type(option: Option) -> str:
    """Say what the value of a key is in TOML."""
    if option is CHART:
        return "table"
    if not option.metavar:
        return "boolean"
    kind = "number" if option.name in NUMBERS else "path" if option.place else "text"
    kind = " or ".join(f"`{choice}`" for choice in option.choices) or kind
    return f"{kind}, or a list of such" if option.repeated else kind


def _default(option: Option) -> str:
    """Return the default of a key as TOML, and whether another value is told."""
    default = "`[]`" if option.repeated else f"`{option.default}`" if option.default else "" if option.metavar else "`false`"
    return f"{default} *told*".strip() if option.weakens != NEVER else default
