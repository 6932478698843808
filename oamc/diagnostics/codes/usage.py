"""Codes of the command line.

80x inputs, 81x outputs, 82x configuration files, 83x `oamc verify`, 84x and 86x later ones, 88x `oamc init`,
`oamc fmt` and `oamc docs`, 89x further ones of configuration files.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code

INPUT_NOT_FOUND = Code(id="OAM801", severity=ERROR, template='input "{path}" does not exist')
INPUT_UNREADABLE = Code(id="OAM802", severity=ERROR, template='input "{path}" cannot be read: {reason}')
INPUT_NOT_A_FILE = Code(id="OAM803", severity=ERROR, template='input "{path}" is {kind}, not {wanted}')
DIRECTORY_WITHOUT_DOCUMENTS = Code(
    id="OAM804", severity=ERROR, template='directory "{path}" has no file named *.yaml, *.yml, *.json or *.cue'
)
LINK_LEAVES_DIRECTORY = Code(
    id="OAM805", severity=ERROR, template='symbolic link "{path}" leaves the input directory "{directory}"'
)
OUTPUT_NOT_READ = Code(id="OAM806", severity=INFO, template='directory "{path}" is {kind} and was not read')

OUTPUT_OF_ANOTHER_KIND = Code(id="OAM811", severity=ERROR, template='output "{path}" is {kind}, not {wanted}')
OUTPUT_NOT_WRITTEN = Code(id="OAM812", severity=ERROR, template='output "{path}" cannot be written: {reason}')
OUTPUT_OF_SOMEBODY_ELSE = Code(
    id="OAM813", severity=ERROR, template='output directory "{path}" has files and no list of the files that oamc wrote'
)
OUTPUT_EDITED = Code(id="OAM814", severity=ERROR, template='output file "{path}" was changed after oamc wrote it')
OUTPUT_IN_THE_WAY = Code(
    id="OAM815", severity=ERROR, template='"{path}" stands where a file of the output belongs, and oamc did not write it'
)
OUTPUT_LOCKED = Code(id="OAM816", severity=ERROR, template='another oamc is writing to "{path}"')
OUTPUT_IS_AN_INPUT = Code(id="OAM817", severity=ERROR, template='output "{path}" is one of the inputs')

CONFIGURATION_UNREADABLE = Code(id="OAM821", severity=ERROR, template='configuration file "{path}" cannot be read: {reason}')
CONFIGURATION_SYNTAX = Code(id="OAM822", severity=ERROR, template='configuration file "{path}" is not valid TOML: {reason}')
CONFIGURATION_UNKNOWN_OPTION = Code(id="OAM823", severity=ERROR, template='there is no option "{name}"')
CONFIGURATION_WRONG_VALUE = Code(id="OAM824", severity=ERROR, template='option "{name}" must be {rule}')
CONFIGURATION_NOT_ALLOWED = Code(id="OAM825", severity=ERROR, template='option "{name}" cannot be set in a configuration file')
CONFIGURATION_PATH_LEAVES = Code(
    id="OAM826", severity=ERROR, template='the path in option "{name}" leaves the directory of the configuration file'
)
CONFIGURATION_SHADOWED = Code(
    id="OAM827",
    severity=WARNING,
    template="[tool.oamc] of pyproject.toml is not read, because there is an oamc.toml",
    drops=True,
)
CONFIGURATION_WEAKENS = Code(id="OAM828", severity=INFO, template="{path} sets what can hide findings or weaken checks: {what}")
CONFIGURATION_PATH_REFUSED = Code(
    id="OAM829", severity=ERROR, template='a configuration file must not choose the path in option "{name}": {reason}'
)
OUTPUTS_MEET = Code(id="OAM830", severity=ERROR, template='outputs "{path}" and "{other}" of this run are one file')

OUTPUTS_DIFFER = Code(
    id="OAM831", severity=ERROR, template='chart and manifests of "{application}" differ {where}: {difference}'
)
CHART_REFUSED = Code(id="OAM832", severity=ERROR, template='Helm refuses the chart of "{application}" {where}: {reason}')
ENGINE_MISSING = Code(id="OAM833", severity=ERROR, template="there is no Helm engine to render the chart with")
MANIFESTS_REFUSED = Code(
    id="OAM834", severity=ERROR, template='the manifests of "{application}" refuse what the schema of the chart allows {where}'
)
ENGINE_FAILED = Code(id="OAM835", severity=ERROR, template="the Helm engine failed: {reason}")

LINK_LEAVES_WORKING_DIRECTORY = Code(
    id="OAM840", severity=ERROR, template='input "{path}" leads through a symbolic link out of the working directory'
)
NOTHING_TO_WRITE = Code(id="OAM841", severity=ERROR, template="there is nothing to {command}: no application has components")
FILE_NOT_READ = Code(id="OAM842", severity=INFO, template='file "{path}" is {kind} and was not read')
FOREIGN_PASSED_OVER = Code(
    id="OAM843", severity=INFO, template="passed over {what} of other systems, the first at {place}", drops=True
)
NO_INPUT_READ = Code(id="OAM844", severity=ERROR, template="none of the inputs was read as documents")
OUTPUT_STALE = Code(id="OAM845", severity=ERROR, template='output "{path}" is stale: this build makes something else')
OUTPUT_MISSING = Code(id="OAM846", severity=ERROR, template='output "{path}" is missing')
OUTPUT_LEFT_OVER = Code(id="OAM847", severity=ERROR, template='output "{path}" is left over: this build does not make it')
OUTPUT_FOREIGN = Code(id="OAM848", severity=ERROR, template='"{path}" is in an output, and oamc did not write it')
TREES_LIST_UNUSABLE = Code(id="OAM849", severity=ERROR, template='list of outputs "{path}" cannot be used: {reason}')
LIST_IN_CONFLICT = Code(
    id="OAM850", severity=ERROR, template='"{list}" has a merge conflict, and no side of it has "{path}" as it is now'
)
OUTPUT_IN_CONFLICT = Code(id="OAM851", severity=ERROR, template='output file "{path}" has a merge conflict')
LEFT_OVERS_NOT_KNOWN = Code(id="OAM852", severity=WARNING, template='what is left over in "{path}" cannot be told: {reason}')
NO_OBJECT_TO_COMPARE = Code(
    id="OAM853", severity=ERROR, template="this is no object of Kubernetes: it lacks apiVersion, kind or metadata.name"
)
CHART_VERSION_UNCHANGED = Code(
    id="OAM854", severity=WARNING, template='chart "{name}" has other content under the same version {version}'
)
NO_SUCH_OBJECT = Code(id="OAM855", severity=ERROR, template='there is no object "{name}"')
SEVERAL_OBJECTS = Code(id="OAM856", severity=ERROR, template='"{name}" may be any of {count} objects')
NO_SUCH_FIELD = Code(id="OAM857", severity=ERROR, template='there is no field "{field}" in {object}')
NOTHING_ON_LINE = Code(id="OAM858", severity=ERROR, template='line {line} of "{path}" cannot be explained: {reason}')
WORK_OF_SOMEBODY_ELSE = Code(
    id="OAM860", severity=ERROR, template='"{path}" stands where oamc works on the output, and oamc did not make it'
)
WORK_HOLDS_FOREIGN_FILES = Code(
    id="OAM861", severity=ERROR, template='"{path}" was left by a build that was killed, and has files that oamc did not write'
)
OUTPUT_NAME_RESERVED = Code(
    id="OAM862", severity=ERROR, template='output "{path}" has a name that oamc keeps for its own work: "{name}"'
)
OUTPUTS_OBSTRUCT = Code(
    id="OAM863", severity=ERROR, template='output "{path}" is to be a file where output "{other}" of this run needs a directory'
)
MAY_MEET = Code(
    id="OAM864",
    severity=WARNING,
    template='{what} "{name}" is in applications "{first}" and "{second}", which one namespace cannot hold both',
)
CONFIGURATION_OF_ANOTHER_USER = Code(
    id="OAM865",
    severity=WARNING,
    template='configuration file "{path}" is not read: "{other}" belongs to another user',
    drops=True,
)
REVISION_NOT_FOUND = Code(id="OAM866", severity=ERROR, template='there is no revision "{revision}" in this repository')
NOT_IN_REVISION = Code(id="OAM867", severity=ERROR, template='revision "{revision}" has no "{path}"')
REVISIONS_UNREADABLE = Code(id="OAM868", severity=ERROR, template="revisions cannot be read: {reason}")
SUBMODULE_NOT_READ = Code(id="OAM869", severity=WARNING, template='"{path}" is a submodule, and is not read', drops=True)
NOTHING_ON_DISK = Code(id="OAM870", severity=ERROR, template='nothing to compare with is at "{path}"')
IMAGE_WITHOUT_VALUE = Code(
    id="OAM871", severity=WARNING, template='container "{container}" of instance "{instance}" has no image: no value says which'
)
IMAGES_NOT_KNOWN = Code(id="OAM872", severity=WARNING, template='the images of chart "{chart}" are not known here')
NO_REPORT = Code(id="OAM873", severity=ERROR, template='"{path}" is no report whose findings can be moved: {reason}')
LOCK_UNUSABLE = Code(id="OAM874", severity=ERROR, template='lock file "{path}" cannot be used: {reason}')
PAIRS_UNUSABLE = Code(id="OAM875", severity=ERROR, template='the digests of "{path}" cannot be taken: {reason}')
IMAGE_NOT_PINNED = Code(id="OAM876", severity=ERROR, template='image "{image}"{given_by} is not pinned: {reason}')
ENTRY_UNUSED = Code(id="OAM877", severity=ERROR, template='the lock file has an entry of image "{image}", which nothing uses')
DIGESTS_DIFFER = Code(
    id="OAM878", severity=ERROR, template='image "{image}" is written with another digest than the lock file has for it'
)
PROJECT_IS_THERE = Code(id="OAM880", severity=ERROR, template='"{path}" is there already, and "oamc init" writes over nothing')
FILE_KEPT_AS_IT_IS = Code(
    id="OAM881", severity=WARNING, strict=True, template='"{path}" is not formatted and stays as it is: {reason}', drops=True
)
FILE_NOT_FORMATTED = Code(id="OAM882", severity=INFO, template='"{path}" has nothing to format: it is {what}')
FILE_CHANGED_MEANWHILE = Code(
    id="OAM883", severity=ERROR, template='"{path}" was changed after it was read, and was not written'
)
FILE_NOT_REPLACED = Code(id="OAM884", severity=ERROR, template='"{path}" is not written: it is {what}')
TEMPLATE_NOT_RENDERED = Code(id="OAM885", severity=ERROR, template="the template cannot be rendered: {reason}")
CONFIGURATION_CHART = Code(id="OAM890", severity=ERROR, template='option "{name}" cannot be taken into Chart.yaml: {reason}')
AMBIGUOUS_REVISION = Code(id="OAM891", severity=ERROR, template='"{revision}" may be one of several revisions')
COMMIT_TOO_LARGE = Code(id="OAM892", severity=ERROR, template='what may be an input in "{revision}" is too much: {reason}')
COMMIT_NOT_WRITTEN = Code(id="OAM893", severity=ERROR, template='the files of "{revision}" cannot be laid out: {reason}')
TOO_MANY_JOBS = Code(
    id="OAM894", severity=WARNING, template="{count} units are affected, and GitHub takes no more than {most} jobs of a matrix"
)
CACHE_REFUSED = Code(id="OAM895", severity=ERROR, template='"{path}" cannot be a cache: {reason}')
CACHE_NOT_WRITTEN = Code(id="OAM896", severity=WARNING, template='nothing could be kept in cache "{path}": {reason}')
