"""Codes of workload types, traits and scopes: OAM501 to OAM599."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

TRAIT_DOES_NOT_APPLY = Code(
    id="OAM501", severity=ERROR, template='trait "{trait}" does not apply to workload type "{workload}"'
)
UNKNOWN_TRAIT = Code(id="OAM502", severity=ERROR, template='unknown trait "{trait}"')
SKIPPED_TRAIT = Code(id="OAM503", severity=WARNING, template='unknown trait "{trait}" is left out', drops=True)
OLD_TRAIT_NAME = Code(id="OAM504", severity=WARNING, template='trait "{trait}" is spelled "{known}"')
TRAIT_TWICE = Code(id="OAM505", severity=ERROR, template='trait "{trait}" is attached twice to instance "{instance}"')
UNKNOWN_PROPERTY = Code(
    id="OAM506",
    severity=ERROR,
    strict=True,
    template='{what} has no property "{property}": it is not used',
    unknown=True,
    drops=True,
)
MISSING_PROPERTY = Code(id="OAM507", severity=ERROR, template='{what} needs the property "{property}"')
WRONG_PROPERTY = Code(id="OAM508", severity=ERROR, template='property "{property}" of {what} {problem}')
OLD_PROPERTY_NAME = Code(id="OAM509", severity=WARNING, template='property "{property}" of {what} is spelled "{known}"')
NUMERIC_TEXT = Code(id="OAM510", severity=WARNING, template='property "{property}" of {what} is a text: it is read as a number')
UNKNOWN_WORKLOAD_TYPE = Code(id="OAM511", severity=ERROR, template='unknown workload type "{workload}"')
OLD_WORKLOAD_TYPE = Code(id="OAM512", severity=WARNING, template='workload type "{workload}" is written "{known}"')
WORKER_WITH_PORT = Code(
    id="OAM513",
    severity=ERROR,
    template='container "{container}" of workload type "{workload}" declares a port, which workers do not have',
)
SERVER_WITHOUT_PORT = Code(
    id="OAM514",
    severity=WARNING,
    strict=True,
    template='component "{component}" of type "{workload}" has no port: nothing can reach it under its name',
)
UNKNOWN_SCOPE_TYPE = Code(id="OAM515", severity=ERROR, template='unknown scope type "{type}"')
SCOPE_NOT_FOUND = Code(id="OAM516", severity=ERROR, template='application scope "{scope}" is not in the input')
SCOPE_NOT_CHECKED = Code(
    id="OAM517",
    severity=WARNING,
    template='application scope "{scope}" is not in the input: nothing can be checked',
    drops=True,
    once=True,
)
SCOPE_BY_BINDING = Code(
    id="OAM518",
    severity=WARNING,
    template='"{scope}" is the name of a scope; applicationScopes name the configuration that has it',
)
SCOPES_OVERLAP = Code(
    id="OAM519", severity=ERROR, template='instance "{instance}" is in two scopes of type "{type}", which may not overlap'
)
SCOPE_ANNOTATED = Code(
    id="OAM520",
    severity=WARNING,
    template="scopes are checked and their members are marked; no objects are made for them",
    drops=True,
    once=True,
)
SCOPE_NOT_SUPPORTED = Code(id="OAM521", severity=ERROR, template='scope type "{type}" needs a provider that oamc does not have')
TWO_SCALERS = Code(
    id="OAM522",
    severity=WARNING,
    strict=True,
    template='instance "{instance}" has both {first} and {second}: the fixed number counts while the {second} is disabled',
    drops=True,
)
NOTHING_TO_EXPOSE = Code(
    id="OAM523", severity=ERROR, template='instance "{instance}" has no TCP port that an ingress could lead to'
)
NO_HOSTNAME = Code(
    id="OAM524", severity=WARNING, strict=True, template='trait "ingress" has no hostname: it answers for any host'
)
DEFAULTED_SERVICE_PORT = Code(
    id="OAM525", severity=WARNING, template='trait "ingress" does not say to which port it leads: port {port} is assumed'
)
TLS_WITHOUT_SECRET = Code(id="OAM526", severity=WARNING, template="tlsHosts without tlsSecretName has no effect", drops=True)
NO_METRIC = Code(id="OAM527", severity=WARNING, template='trait "auto-scaler" names no metric: the cluster scales on 80 % cpu')
BOUNDS_CROSSED = Code(id="OAM528", severity=ERROR, template="maximum {maximum} is less than minimum {minimum}")
NO_SUCH_VOLUME = Code(id="OAM529", severity=ERROR, template='component "{component}" has no volume "{volume}"')
EPHEMERAL_VOLUME_CLAIMED = Code(
    id="OAM530",
    severity=WARNING,
    strict=True,
    template='volume "{volume}" is ephemeral: trait "volume-mounter" makes no claim to storage for it',
    drops=True,
)
VOLUME_CASE = Code(id="OAM531", severity=WARNING, template='volume "{volume}" is spelled "{known}" in component "{component}"')
VOLUME_WITHOUT_CLAIM = Code(
    id="OAM532",
    severity=WARNING,
    template='volume "{volume}" of instance "{instance}" has no trait "volume-mounter": '
    'the cluster must have its PersistentVolumeClaim "{claim}"',
)
READ_ONLY_CLAIM = Code(
    id="OAM533", severity=WARNING, template='volume "{volume}" is only read: a new one is empty, and stays so'
)
EXCLUSIVE_VOLUME_SCALED = Code(
    id="OAM534",
    severity=WARNING,
    template='instance "{instance}" may run several replicas, but volume "{volume}" is Exclusive: '
    "replicas on other nodes cannot use it",
)
PORT_SERVED_ONCE = Code(
    id="OAM535", severity=WARNING, template="port {number}/{protocol} is listed twice: the Service has it once"
)
MISSING_SPEC_SETTING = Code(
    id="OAM536",
    severity=ERROR,
    template='workload type "{workload}" is not provided: oamc does not know it, and nothing in the input describes it',
)
MISSING_SETTING = Code(id="OAM537", severity=ERROR, template='workload type "{workload}" needs the setting "{setting}"')
WRONG_SETTING = Code(id="OAM538", severity=ERROR, template='setting "{setting}" of workload type "{workload}" {problem}')
UNKNOWN_SETTING = Code(
    id="OAM539",
    severity=ERROR,
    strict=True,
    template='workload type "{workload}" has no setting "{setting}": it is not used',
    unknown=True,
    drops=True,
)
CORE_SETTINGS = Code(
    id="OAM540",
    severity=ERROR,
    strict=True,
    template='workload type "{workload}" takes no settings: they are not used',
    unknown=True,
    drops=True,
)
IGNORED_CONTAINERS = Code(
    id="OAM541",
    severity=ERROR,
    strict=True,
    template='workload type "{workload}" takes no containers: those of component "{component}" are not used',
    unknown=True,
    drops=True,
)
BAD_DEFINITION_SCHEMA = Code(
    id="OAM542",
    severity=WARNING,
    template='the properties of Trait "{trait}" are not a JSON schema that can be used ({reason}): they are not checked',
    drops=True,
)
DEFINITION_REFUSES = Code(id="OAM543", severity=ERROR, template='trait "{trait}" breaks the rules of its definition: {problem}')
QOS_NO_LIMIT = Code(id="OAM544", severity=WARNING, template='container "{container}" has no limit for {what} ({rule})')
HIGH_MEMORY_TARGET = Code(
    id="OAM545",
    severity=WARNING,
    template="a memory target above 85 % is rarely reached before the container is killed at its limit",
)
LOCAL_PROFILE = Code(id="OAM546", severity=ERROR, template="localhostProfile and seccompProfile: Localhost go together")
ROOT_USER = Code(id="OAM547", severity=ERROR, template="runAsNonRoot is true but runAsUser is 0")
UNSUPPORTED_PROPERTY = Code(
    id="OAM548", severity=ERROR, template='property "{property}" of trait "{trait}" is not supported by this version'
)
UNLISTED_SETTING = Code(
    id="OAM549",
    severity=WARNING,
    strict=True,
    template='the WorkloadType document of "{workload}" does not list the setting "{setting}"',
)
PORT_NAME_SHARED = Code(
    id="OAM552", severity=WARNING, template='containers "{first}" and "{second}" both have a port called "{name}"'
)
PORT_OF_TWO_PROTOCOLS = Code(
    id="OAM553",
    severity=WARNING,
    template="port {number} has two protocols: only server-side apply can change such ports without losing one",
    once=True,
)
PORT_TAKEN_TWICE = Code(
    id="OAM554",
    severity=WARNING,
    template='containers "{first}" and "{second}" both listen on port {number}/{protocol}, and share one address',
)
CHANGES_MEET = Code(id="OAM555", severity=ERROR, template='{first} and {second} of instance "{instance}" both write {field}')
TAKEN_AWAY = Code(
    id="OAM556",
    severity=WARNING,
    strict=True,
    template='{second} of instance "{instance}" takes away {field}, which {first} sets',
    drops=True,
)
SHARED_ROUTE = Code(id="OAM551", severity=WARNING, template='instances "{first}" and "{second}" answer for one host and path')
SETTING_AS_TEXT = Code(
    id="OAM580",
    severity=WARNING,
    template='setting "{setting}" of workload type "{workload}" has {found}, where a text is wanted: it is taken as written',
)
PARAMETER_DOES_NOT_FIT = Code(
    id="OAM581",
    severity=ERROR,
    template='parameter "{parameter}" of instance "{instance}" does not fit setting "{setting}" of workload type "{workload}": '
    "it {problem}",
)
STAR_IN_PATH = Code(
    id="OAM582",
    severity=WARNING,
    template='the path of trait "ingress" has a star, which stands for itself: pathType Prefix knows no patterns',
)
WRITABLE_PATH_TAKEN = Code(id="OAM550", severity=ERROR, template='writable path "{path}" {problem}')
KIND_NOT_ALLOWED = Code(
    id="OAM583", severity=ERROR, template='objects of workload type "{workload}" are not on the list of kinds that are allowed'
)
SETTING_IS_WRITTEN = Code(
    id="OAM584", severity=ERROR, template='setting "{setting}" of workload type "{workload}" is a field that oamc writes'
)
DOES_NOT_FIT = Code(id="OAM593", severity=ERROR, template='trait "{trait}" does not fit instance "{instance}": {problem}')
