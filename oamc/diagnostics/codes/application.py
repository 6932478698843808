"""Codes of the stage `normalize` and of references between documents: OAM301 to OAM399."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

DUPLICATE_DOCUMENT = Code(id="OAM301", severity=ERROR, template='two documents of kind {kind} are named "{name}"')
DUPLICATE_NAME = Code(id="OAM302", severity=ERROR, template='{what} "{name}" occurs twice in {where}')
MALFORMED_KIND = Code(id="OAM303", severity=ERROR, template="{what} is not of the form GROUP/VERSION.KIND: {reason}")
OLD_GROUP = Code(id="OAM304", severity=WARNING, template='"{text}" uses the group\'s old name core.hydra.io')
BAD_AMOUNT = Code(id="OAM305", severity=ERROR, template="the amount of {what} {problem}")
DOUBTFUL_AMOUNT = Code(id="OAM306", severity=WARNING, template="the amount of {what} {doubt}")
NO_CONTAINERS = Code(id="OAM307", severity=ERROR, template='component "{component}" of type "{workload}" has no containers')
UNKNOWN_PLATFORM = Code(
    id="OAM308", severity=WARNING, template="{field} is a word that Kubernetes does not know; it is passed on as it is"
)
GENERATED_PORT_NAME = Code(id="OAM309", severity=WARNING, template="port {number} has no name and is called {name}")
BAD_NAME = Code(id="OAM310", severity=ERROR, template='"{name}" cannot be used as {use}: {reason}')
PROBE_SUCCESS_THRESHOLD = Code(
    id="OAM311",
    severity=WARNING,
    template="a {probe} with successThreshold {number} is not allowed by Kubernetes: 1 is used",
    drops=True,
)
BAD_CONFIG_PATH = Code(id="OAM312", severity=ERROR, template='config file path "{path}" {problem}')
CONFIG_TOO_LARGE = Code(
    id="OAM313", severity=ERROR, template='config file "{path}" is larger than 1 MiB, the limit of a ConfigMap'
)
VOLUMES_DIFFER = Code(
    id="OAM314", severity=ERROR, template='volume "{volume}" is described differently in containers "{first}" and "{second}"'
)
EXCLUSIVE_VOLUME_SHARED = Code(
    id="OAM315", severity=WARNING, template='volume "{volume}" is Exclusive but used by containers "{first}" and "{second}"'
)
NOTHING_TO_DO = Code(
    id="OAM316",
    severity=WARNING,
    template='application "{application}" has neither components nor scopes: nothing comes out of it',
    drops=True,
)
UNUSED_DOCUMENT = Code(id="OAM317", severity=WARNING, template='{kind} "{name}" is not used by any application', drops=True)
NO_APPLICATION = Code(
    id="OAM318",
    severity=WARNING,
    template="there is no ApplicationConfiguration in the input: nothing comes out of it",
    drops=True,
)
UNKNOWN_COMPONENT = Code(id="OAM319", severity=ERROR, template='component "{component}" is not {where}')
SECRET_LITERAL = Code(id="OAM320", severity=WARNING, template="{what} looks like a secret and its value is in the document")
RELATIVE_CONFIG_PATH = Code(
    id="OAM322", severity=WARNING, template='config file path "{path}" is relative and is taken from the root'
)
DEFAULTED_RESOURCES = Code(
    id="OAM323",
    severity=WARNING,
    template='container "{container}" does not say how much {what} it needs: a request of {amount} is assumed, and no limit',
)
SCOPES_ONLY = Code(
    id="OAM324",
    severity=WARNING,
    template='application "{application}" has scopes but no components: its scopes are checked and nothing is written for it',
)
SHARED_INSTANCE = Code(
    id="OAM325",
    severity=ERROR,
    template='instance "{name}" exists in applications "{first}" and "{second}", which go to the same namespace',
)
BAD_IMAGE = Code(id="OAM326", severity=ERROR, template='the image of container "{container}" {problem}')
MOUNT_TAKEN = Code(id="OAM327", severity=ERROR, template='{what} of {where} cannot be mounted at "{path}": {reason}')
UNUSED_METADATA = Code(id="OAM336", severity=WARNING, template="{what} is not used: {reason}", drops=True)
GRACE_TOO_SHORT = Code(
    id="OAM341",
    severity=WARNING,
    template='containers of instance "{instance}" wait {wait} seconds before they end, and are killed after {grace} seconds',
)
TRAIT_REPLACES = Code(id="OAM342", severity=WARNING, template='trait "{trait}" replaces {what} of component "{component}"')
