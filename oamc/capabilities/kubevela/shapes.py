"""Properties that several of KubeVela's definitions share (docs/spec/oam-v1beta1.md, 14)."""

from __future__ import annotations

from oamc.capabilities.number_types import COUNT
from oamc.capabilities.property_schema import NAME, SWITCH, TEXT, WORDS, Item, Listed, Mapped, Struct, choice
from oamc.capabilities.text_types import IMAGE as IMAGE_NAME
from oamc.capabilities.text_types import OBJECT_NAME
from oamc.expressions import scalar_problems as patterns
from oamc.expressions.types import PROCESS_TEXT, ListType, NumberType, TextType
from oamc.records import replace
from oamc.values.parameters import UNSET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Shape
    from oamc.expressions.holes import Known
    from oamc.values.parameters import Unset

PORT_NUMBER = NumberType(whole=True, minimum=1, maximum=65535)
QUANTITY = TextType(
    pattern=r"[1-9][0-9]{0,63}(E|P|T|G|M|K|Ei|Pi|Ti|Gi|Mi|Ki)",
    rule="must be a whole number with a unit, such as 512Mi or 10Gi",
)
"""What KubeVela's definitions take for an amount of memory or storage."""


AMOUNT = TextType(
    pattern=patterns.AMOUNT,
    rule="must be a quantity, such as 500m, 0.5 or 512Mi",
)
PORT_NAME = TextType(
    pattern=patterns.PORT_NAME,
    forbidden=patterns.NO_PORT_NAME,
    rule="must have lower-case letters, digits and single hyphens between them, and one letter at least",
    maximum_length=15,
)
KEY = TextType(
    pattern=r"[-._a-zA-Z0-9]+", forbidden=r"^\.$|^\.\.", rule="must be the key of a Secret or ConfigMap", maximum_length=253
)
LABEL_VALUE = TextType(
    pattern=r"([A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?)?",
    rule="must have letters, digits, hyphens, underscores and dots, and begin and end with a letter or digit",
    maximum_length=63,
)
HOST_NAME = replace(OBJECT_NAME, rule="must be the name of a host: lower-case letters, digits, hyphens and dots")
_UPWARDS = r"(^|/)\.\.(/|$)"
PLACE = TextType(
    pattern=r"/[^:\x00-\x1f\x7f-\x9f]*", forbidden=_UPWARDS, rule='must begin with "/", and have no colon and no ".."'
)
PATH_OF_NODE = TextType(forbidden=_UPWARDS, rule='must not contain ".."', minimum_length=1)
PATH_INSIDE = TextType(forbidden=rf"^/|{_UPWARDS}", rule='must be a relative path without ".."')
FILE = TextType(forbidden=rf"^/|^\.\.|{_UPWARDS}", rule='must be a relative path without ".."', minimum_length=1)
SCHEDULE = TextType(
    pattern=r"[ \t]*(@[a-z]+([ \t]+[0-9a-z.]+)?|[-0-9A-Za-z*/,?]+([ \t]+[-0-9A-Za-z*/,?]+){4})[ \t]*",
    rule='must have the five parts of cron, such as "0 3 * * *", or be a word such as @daily',
)
HEADER_VALUE = TextType(forbidden=r"[\x00\r\n]", rule="must be one line")


def item(
    name: str, shape: Shape, description: str, default: Known | Unset = UNSET, *, live: bool = True, why: str = ""
) -> Item:
    """Return a property that may be left out. One that says `why` is fixed for that reason."""
    return Item(name=name, shape=shape, description=description, default=default, live=live and not why, why=why)


def needed(name: str, shape: Shape, description: str, *, live: bool = True, why: str = "") -> Item:
    """Return a property that must be given. One that says `why` is fixed for that reason."""
    return replace(item(name, shape, description, live=live, why=why), required=True)


def of_type(known: Item, *types: str) -> Item:
    """Return a property that only items of these types have."""
    return replace(known, of=("type", types))


IMAGE = needed("image", IMAGE_NAME, "The image of the container.")
PULL_POLICY = item("imagePullPolicy", choice("Always", "Never", "IfNotPresent"), "When the image is fetched.")
ANY_PULL_POLICY = item("imagePullPolicy", TEXT, "When the image is fetched.")
PULL_SECRETS = item("imagePullSecrets", Listed(item=OBJECT_NAME), "The Secrets with which images are fetched.")
COMMAND = item("cmd", WORDS, "The command of the container.")
ARGUMENTS = item("args", WORDS, "The arguments of the command.")
CPU = item("cpu", AMOUNT, "How much cpu the container needs, and may use.")
MEMORY = item("memory", AMOUNT, "How much memory the container needs, and may use.")


def key_of(what: str) -> Struct:
    """Return the reference to a key of a Secret or a ConfigMap."""
    return Struct(
        items=(needed("name", OBJECT_NAME, f"The name of the {what}."), needed("key", KEY, f"The key of the {what}."))
    )


SECRET_KEY = item("secretKeyRef", key_of("Secret"), "A key of a Secret.")
CONFIG_KEY = item("configMapKeyRef", key_of("ConfigMap"), "A key of a ConfigMap.")


def environment(*sources: Item) -> Item:
    """Return the list of environment variables, whose values may come from these sources."""
    variable = Struct(
        items=(
            needed("name", NAME, "The name of the variable.", live=False),
            item("value", PROCESS_TEXT, "The value of the variable."),
            item("valueFrom", Struct(items=sources), "Where the value comes from."),
        )
    )
    return item("env", Listed(item=variable, keys=("name",)), "The environment variables of the container.")


ENVIRONMENT = environment(SECRET_KEY, CONFIG_KEY)
LABELS = item("labels", Mapped(item=LABEL_VALUE), "Labels of the pods.")
ANNOTATIONS = item("annotations", Mapped(item=TEXT), "Annotations of the pods.")
HOST_ALIASES = item(
    "hostAliases",
    Listed(
        item=Struct(
            items=(
                needed("ip", NAME, "The address.", live=False),
                needed("hostnames", ListType(item=HOST_NAME), "The names that it has."),
            )
        ),
        keys=("ip",),
    ),
    "Names of hosts that the pods know beside those of the DNS.",
)
_MODE = NumberType(whole=True, minimum=0, maximum=0o777)
KEYS_AS_FILES = item(
    "items",
    Listed(
        item=Struct(
            items=(
                needed("key", KEY, "The key.", live=False),
                needed("path", FILE, "The name of the file."),
                item("mode", _MODE, "The mode of the file.", 511),
            )
        ),
        keys=("key",),
    ),
    "The keys that become files.",
)
DEFAULT_MODE = item("defaultMode", _MODE, "The mode of the files.", 420)
VOLUME_NAME = needed("name", NAME, "The name of the volume.", live=False)
MOUNT_PATH = needed("mountPath", PLACE, "Where the volume is in the container.")
SUB_PATH = item("subPath", PATH_INSIDE, "The part of the volume that is mounted.")
MEDIUM = item("medium", choice("", "Memory"), "Where an empty directory is: on the disk, or in memory.", "")


def ignored(name: str, shape: Shape, description: str) -> Item:
    """Return a property that KubeVela takes and never writes."""
    return Item(name=name, shape=shape, description=description, ignored="KubeVela does not write it")


def volume_mounts(*, sub_path: bool = True, of_host_path: tuple[Item, ...] = ()) -> Item:
    """Return the five lists of volumes that a container mounts."""

    def listed(name: str, description: str, *items: Item) -> Item:
        """Return the list of volumes of one kind."""
        mount = (VOLUME_NAME, MOUNT_PATH, *((SUB_PATH,) if sub_path else ()))
        return item(name, Listed(item=Struct(items=(*mount, *items)), keys=("name",)), description)

    return item(
        "volumeMounts",
        Struct(
            items=(
                listed("pvc", "Claims to storage.", needed("claimName", OBJECT_NAME, "The name of the PersistentVolumeClaim.")),
                listed(
                    "configMap",
                    "ConfigMaps as files.",
                    DEFAULT_MODE,
                    needed("cmName", OBJECT_NAME, "The name of the ConfigMap."),
                    KEYS_AS_FILES,
                ),
                listed(
                    "secret",
                    "Secrets as files.",
                    DEFAULT_MODE,
                    needed("secretName", OBJECT_NAME, "The name of the Secret."),
                    KEYS_AS_FILES,
                ),
                listed("emptyDir", "Directories that are empty at first.", MEDIUM),
                listed("hostPath", "Paths of the node.", needed("path", PATH_OF_NODE, "The path on the node."), *of_host_path),
            )
        ),
        "The volumes that the container mounts.",
    )


VOLUMES = item(
    "volumes",
    Listed(
        item=Struct(
            items=(
                VOLUME_NAME,
                MOUNT_PATH,
                item("type", choice("emptyDir", "pvc", "configMap", "secret"), "The kind of volume.", "emptyDir", live=False),
                of_type(needed("claimName", OBJECT_NAME, "The name of the PersistentVolumeClaim."), "pvc"),
                of_type(needed("cmName", OBJECT_NAME, "The name of the ConfigMap."), "configMap"),
                of_type(needed("secretName", OBJECT_NAME, "The name of the Secret."), "secret"),
                of_type(DEFAULT_MODE, "configMap", "secret"),
                of_type(KEYS_AS_FILES, "configMap", "secret"),
                of_type(MEDIUM, "emptyDir"),
            )
        ),
        keys=("name",),
    ),
    "The volumes of the container.",
)
OLD_VOLUMES = replace(VOLUMES, older="volumeMounts")
HEADERS = item(
    "httpHeaders",
    Listed(
        item=Struct(
            items=(
                needed("name", NAME, "The name of the header.", live=False),
                needed("value", HEADER_VALUE, "The value of the header."),
            )
        ),
        keys=("name",),
    ),
    "Headers of the request.",
)
EXEC = item(
    "exec",
    Struct(items=(needed("command", replace(WORDS, minimum_length=1), "The words of the command."),)),
    "A command in the container.",
)
TCP_SOCKET = item("tcpSocket", Struct(items=(needed("port", PORT_NUMBER, "The port."),)), "A connection.")


def probe(name: str, description: str, *of_request: Item, successes: NumberType = COUNT) -> Item:
    """Return a probe; `of_request` is what its HTTP request takes beside path, port and headers."""
    request = (needed("path", TEXT, "The path."), needed("port", PORT_NUMBER, "The port."), *of_request, HEADERS)
    return item(
        name,
        Struct(
            items=(
                EXEC,
                item("httpGet", Struct(items=request), "An HTTP request."),
                TCP_SOCKET,
                item("initialDelaySeconds", COUNT, "How long to wait for the first try.", 0),
                item("periodSeconds", COUNT, "How long to wait between two tries.", 10),
                item("timeoutSeconds", COUNT, "How long a try may take.", 1),
                item("successThreshold", successes, "How many tries must succeed.", 1),
                item("failureThreshold", COUNT, "How many tries may fail.", 3),
            )
        ),
        description,
    )


_ALIVE = "How the cluster finds out that the container is alive."
_READY = "How the cluster finds out that the container is ready."
AT_ONCE = NumberType(whole=True, minimum=1, maximum=1)
"""A container is alive, or has started, with the first try that succeeds."""
PLAIN_PROBES = (probe("livenessProbe", _ALIVE, successes=AT_ONCE), probe("readinessProbe", _READY))
PROBES_OF_JOBS = tuple(replace(known, ignored="KubeVela writes no probes into Jobs") for known in PLAIN_PROBES)
_OF_REQUEST = (item("host", TEXT, "The host, instead of the pod."), item("scheme", choice("HTTP", "HTTPS"), "HTTP or HTTPS."))
PROBES = (probe("livenessProbe", _ALIVE, *_OF_REQUEST, successes=AT_ONCE), probe("readinessProbe", _READY, *_OF_REQUEST))


def ports(*, with_target: bool = True, with_node_port: bool = True) -> Item:
    """Return the list of ports of a component that may expose them by a Service."""
    target = item("containerPort", PORT_NUMBER, "The port of the container, where it is another one.", live=False)
    node = item("nodePort", PORT_NUMBER, "The port of the nodes, for exposeType NodePort.")
    return item(
        "ports",
        Listed(
            item=Struct(
                items=(
                    needed("port", PORT_NUMBER, "The number of the port.", live=False),
                    *((target,) if with_target else ()),
                    item("name", PORT_NAME, "The name of the port."),
                    item("protocol", choice("TCP", "UDP", "SCTP"), "The protocol.", "TCP", live=False),
                    item("expose", SWITCH, "Whether the Service has the port.", False),
                    *((node,) if with_node_port else ()),
                )
            ),
            keys=("port",),
        ),
        "The ports of the container.",
    )


OLD_PORT = Item(name="port", shape=PORT_NUMBER, description="The port of the container.", older="ports")
ADD_REVISION = item("addRevisionLabel", SWITCH, "Whether the pods carry the revision as a label.", False)
RESTART = item("restart", choice("Never", "OnFailure"), "When a container that has ended is started again.", "Never")
_PROPERTIES = "it is written beside properties, not in it"
OF_COMPONENTS = (
    ("dependsOn", f"{_PROPERTIES}: dependsOn: [NAME]"),
    ("traits", f"{_PROPERTIES}: traits: [{{type: NAME}}]"),
    ("command", 'the command is called "cmd"'),
    ("replicas", "the trait scaler sets it: traits: [{type: scaler, properties: {replicas: 2}}]"),
)
"""What people write among the properties of a component, and where it belongs."""

EXPOSE_TYPE = item("exposeType", choice("ClusterIP", "NodePort", "LoadBalancer"), "The type of the Service.", "ClusterIP")
