"""What the trait `dapr` takes, and which annotation says it (docs/spec/dapr.md, 1)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import KEY, PORT_NUMBER, item, needed
from oamc.capabilities.number_types import ABOVE_ZERO, COUNT, LARGEST
from oamc.capabilities.property_schema import SWITCH, Listed, Mapped, Struct, choice
from oamc.capabilities.text_types import IMAGE, OBJECT_NAME
from oamc.expressions.types import BYTES_TEXT, CPU_TEXT, NumberType, TextType
from oamc.records import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Item

LONGEST_APP_ID = 58
"""With `-dapr` behind it, it is the name of a Service."""
APP_ID = TextType(
    pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?",
    rule=f"must have lower-case letters, digits and hyphens, {LONGEST_APP_ID} at most, and begin and end with no hyphen",
    maximum_length=LONGEST_APP_ID,
)
DURATION = TextType(
    pattern=r"([0-9]{1,9}(\.[0-9]{1,9})?(ms|s|m|h)){1,8}", rule="must be a time with a unit, such as 10s or 1m30s"
)
_BLANK = r"[ \t\r\n\f\v]"
VALUE = TextType(
    forbidden=rf",{_BLANK}*[A-Za-z_][A-Za-z0-9_]*=|^{_BLANK}|{_BLANK}$|\x00",
    rule="must not begin or end with a blank, and have nothing like ,NAME= in it, where the next variable would begin",
)
PLAIN = TextType(
    forbidden=rf",|^{_BLANK}|{_BLANK}$",
    rule="must have no commas, and not begin or end with a blank: a comma begins the next one",
)
SOCKET = TextType(
    pattern=r"/[^:,\x00-\x1f\x7f-\x9f]*", forbidden=r"(^|/)\.\.(/|$)", rule='must begin with "/", and have no ".."'
)
LISTENED = TextType(pattern=r"[0-9A-Fa-f.:]+|\[[0-9A-Fa-f:.]+\]", rule="must be an IP address, such as 127.0.0.1 or [::1]")
HOST = TextType(pattern=r"[-A-Za-z0-9.:\[\]]+", rule="must be the name or the address of a host")
SERVER = TextType(
    pattern=r" ?|[-A-Za-z0-9.:,\[\]_]+", rule="must be HOST:PORT, several with commas between them, or blank for no connection"
)
WORD = TextType(pattern=r"[!-+\--~]+", rule="must be one word without commas")
COMPONENT_TYPE = TextType(
    pattern=r"[a-z]+(\.[-a-z0-9]+)+", rule="must be a kind and a name, such as state.redis", maximum_length=253
)
URL = TextType(pattern=r"https?://[!-~]+", rule="must begin with http:// or https://, and have no blanks")
PART_NAME = TextType(pattern=r"[a-z0-9]([-a-z0-9]*[a-z0-9])?", rule="must be the name of a container", maximum_length=63)


def _of_probe(name: str, about: str) -> Item:
    """Return the numbers of a probe of the sidecar."""
    return item(
        name,
        Struct(
            items=(
                item("delaySeconds", COUNT, "How long to wait for the first try."),
                item("timeoutSeconds", ABOVE_ZERO, "How long a try may take."),
                item("periodSeconds", ABOVE_ZERO, "How long to wait between two tries."),
                item("threshold", ABOVE_ZERO, "How many tries may fail."),
            )
        ),
        about,
    )


def _amounts(name: str, about: str) -> Item:
    """Return amounts of the sidecar."""
    return item(name, Struct(items=(item("cpu", CPU_TEXT, "Cpu."), item("memory", BYTES_TEXT, "Memory."))), about)


_VOLUME = Struct(
    items=(
        needed("name", PART_NAME, "The name of a volume of the pods.", why="the sidecar only gets volumes that there are"),
        needed("path", SOCKET, "Where it is in the sidecar."),
        item("readOnly", SWITCH, "Whether the sidecar only reads it.", True, why="one annotation lists those that are written"),
    )
)
_SECRET = Struct(
    items=(
        needed(
            "name",
            TextType(pattern="[A-Za-z_][A-Za-z0-9_]*", rule="must be the name of a variable"),
            "The variable.",
            live=False,
        ),
        needed("secret", OBJECT_NAME, "The name of the Secret."),
        needed("key", KEY, "Its key."),
    )
)
ACTORS = Struct(
    items=(
        needed(
            "types",
            Listed(item=WORD, filled=True),
            "The types of actors that the application hosts, as it reports them to its sidecar.",
            why="they are keys of an object",
        ),
        needed(
            "stateStore",
            OBJECT_NAME,
            "The state store of the actors: an instance of type Component, or one that the cluster has.",
            why="the store that is meant is looked at",
        ),
        item("timeout", DURATION, "How long a call of an actor may take."),
        item(
            "retry",
            Struct(
                items=(
                    item(
                        "policy",
                        choice("constant", "exponential"),
                        "How long it waits between tries.",
                        "constant",
                        why="which times there are hangs on it",
                    ),
                    replace(item("duration", DURATION, "The wait between two tries."), of=("policy", ("constant",))),
                    replace(item("maxInterval", DURATION, "The longest wait."), of=("policy", ("exponential",))),
                    item("maxRetries", NumberType(whole=True, minimum=-1, maximum=LARGEST), "How many tries; -1: no end."),
                )
            ),
            "How calls that failed are tried again.",
        ),
        item(
            "circuitBreaker",
            Struct(
                items=(
                    item("maxRequests", ABOVE_ZERO, "How many calls go through while it is half open."),
                    item("interval", DURATION, "After which time counts begin anew."),
                    item("timeout", DURATION, "How long it stays open."),
                    item("trip", TextType(minimum_length=1), "When it opens, in CEL: consecutiveFailures >= 5."),
                    item(
                        "scope",
                        choice("type", "id", "both"),
                        "What it counts: calls of a type, of each actor, or both.",
                        "both",
                    ),
                    item("cacheSize", ABOVE_ZERO, "How many breakers of single actors are remembered."),
                )
            ),
            "When calls are no longer tried.",
        ),
    )
)
_NO_CONNECTION = "A blank text: it connects to none."
SCHEMA = Struct(
    items=(
        item("appId", APP_ID, "By what others call it: the name of the instance, where it is not written."),
        item("appPort", PORT_NUMBER, "The port at which the sidecar calls the application."),
        item("appProtocol", choice("http", "https", "grpc", "grpcs", "h2c"), "How the sidecar calls the application."),
        item("config", OBJECT_NAME, "The Configuration: an instance of the application, or one that the cluster has."),
        item("appMaxConcurrency", ABOVE_ZERO, "How many calls the application gets at once."),
        item("logLevel", choice("debug", "info", "warn", "error", "fatal"), "What the sidecar logs."),
        item("logAsJson", SWITCH, "Whether the sidecar logs JSON."),
        item("apiLogging", SWITCH, "Whether the sidecar logs calls of its API."),
        item(
            "metrics",
            Struct(
                items=(
                    item("enabled", SWITCH, "Whether the sidecar has metrics."),
                    item("port", PORT_NUMBER, "The port of its metrics."),
                )
            ),
            "Metrics of the sidecar.",
        ),
        item(
            "ports",
            Struct(
                items=(
                    item("grpc", PORT_NUMBER, "The port of its API of gRPC."),
                    item("internalGrpc", PORT_NUMBER, "The port at which sidecars talk to each other."),
                )
            ),
            "Ports of the sidecar. That of HTTP is 3500.",
        ),
        item(
            "resources",
            Struct(
                items=(
                    _amounts("requests", "What the sidecar requests."),
                    _amounts("limits", "What the sidecar may use."),
                )
            ),
            "Amounts of the sidecar. Without them it has none, and no pod is Guaranteed.",
        ),
        item(
            "probes",
            Struct(
                items=(
                    _of_probe("liveness", "How the cluster finds out that the sidecar is alive."),
                    _of_probe("readiness", "How the cluster finds out that the sidecar is ready."),
                )
            ),
            "Probes of the sidecar.",
        ),
        item(
            "health",
            Struct(
                items=(
                    item("enabled", SWITCH, "Whether it asks.", True),
                    item(
                        "path",
                        TextType(pattern=r"/[!-~]*", rule="must be a path that begins with /"),
                        "The path that it asks for.",
                    ),
                    item("intervalSeconds", ABOVE_ZERO, "How long it waits between two tries."),
                    item("timeoutMilliseconds", ABOVE_ZERO, "How long a try may take."),
                    item("threshold", ABOVE_ZERO, "How many tries may fail."),
                )
            ),
            "The sidecar asks the application whether it is healthy.",
        ),
        item(
            "shutdown",
            Struct(
                items=(
                    item("gracefulSeconds", COUNT, "How long the sidecar takes to end."),
                    item("blockDuration", DURATION, "How long it serves the application before it begins to end."),
                )
            ),
            "How the sidecar ends.",
        ),
        item("maxBodySize", BYTES_TEXT, "The largest body of a request."),
        item("readBufferSize", BYTES_TEXT, "The buffer for headers of a request."),
        item("apiTokenSecret", OBJECT_NAME, "The Secret whose key token callers of the sidecar must know."),
        item("appTokenSecret", OBJECT_NAME, "The Secret whose key token the sidecar shows to the application."),
        item("listenAddresses", Listed(item=LISTENED, filled=True), "The addresses at which the sidecar listens."),
        item("unixDomainSocketPath", SOCKET, "A directory for the sockets of the sidecar."),
        item("appChannelAddress", HOST, "Where the application is, if not in the pod itself."),
        item("env", Mapped(item=VALUE), "Variables of the sidecar."),
        item("envFromSecret", Listed(item=_SECRET, keys=("name",)), "Variables of the sidecar that are keys of Secrets."),
        item("volumeMounts", Listed(item=_VOLUME, keys=("name",)), "Volumes of the pods that the sidecar has, too."),
        item("seccompProfile", choice("Unconfined", "RuntimeDefault"), "The seccomp profile of the sidecar."),
        item("image", IMAGE, "The image of the sidecar."),
        item("placementAddress", SERVER, f"The servers that place actors. {_NO_CONNECTION}"),
        item("schedulerAddress", SERVER, f"The servers of jobs and reminders. {_NO_CONNECTION}"),
        item("disseminateTimeout", DURATION, "How long a new placement of actors may take."),
        item(
            "pluggable",
            Struct(
                items=(
                    item(
                        "components", Listed(item=PART_NAME, filled=True), "Containers of the pods that are components of Dapr."
                    ),
                    item("inject", SWITCH, "Whether containers that Components name are added to the pods."),
                    item("socketsFolder", SOCKET, "The directory of their sockets."),
                ),
                elsewhere=(("container", "it is an annotation of a Component, not of pods"),),
            ),
            "Components of Dapr that are containers.",
        ),
        item("profiling", SWITCH, "Whether the sidecar can be profiled."),
        item(
            "debug",
            Struct(
                items=(
                    item("enabled", SWITCH, "Whether it waits for a debugger.", True),
                    item("port", PORT_NUMBER, "The port for it."),
                )
            ),
            "A sidecar for those who work on Dapr.",
        ),
        item("disableBuiltinSecretStore", SWITCH, "Whether the Secrets of the namespace are no store of secrets."),
        item("bindingOptionsTimeout", DURATION, "How long the application may take to say which bindings it reads."),
        item("jwtAudiences", Listed(item=WORD, filled=True), "The audiences of the token for a certificate."),
        item("serviceAnnotations", Mapped(item=PLAIN), "Annotations of the Service of the sidecar."),
        item(
            "disableInitEndpoints",
            Listed(item=choice("config", "subscribe"), filled=True),
            "What the sidecar does not ask the application for at its start.",
        ),
        item("nativeSidecar", SWITCH, "Whether the sidecar is an init container that is restarted, so that a Job can end."),
        item("actors", ACTORS, "The actors that the application hosts."),
    ),
    elsewhere=(
        ("appSsl", "write appProtocol: https or grpcs"),
        ("httpMaxRequestSize", "write maxBodySize with a unit, such as 4Mi"),
        ("httpReadBufferSize", "write readBufferSize with a unit, such as 4Ki"),
    ),
)
SCALARS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("app-port", ("appPort",)),
    ("app-protocol", ("appProtocol",)),
    ("app-max-concurrency", ("appMaxConcurrency",)),
    ("log-level", ("logLevel",)),
    ("log-as-json", ("logAsJson",)),
    ("enable-api-logging", ("apiLogging",)),
    ("enable-metrics", ("metrics", "enabled")),
    ("metrics-port", ("metrics", "port")),
    ("grpc-port", ("ports", "grpc")),
    ("internal-grpc-port", ("ports", "internalGrpc")),
    ("sidecar-cpu-request", ("resources", "requests", "cpu")),
    ("sidecar-cpu-limit", ("resources", "limits", "cpu")),
    ("sidecar-memory-request", ("resources", "requests", "memory")),
    ("sidecar-memory-limit", ("resources", "limits", "memory")),
    *(
        (f"sidecar-{probe}-probe-{annotation}", ("probes", probe, name))
        for probe in ("liveness", "readiness")
        for annotation, name in (
            ("delay-seconds", "delaySeconds"),
            ("timeout-seconds", "timeoutSeconds"),
            ("period-seconds", "periodSeconds"),
            ("threshold", "threshold"),
        )
    ),
    ("enable-app-health-check", ("health", "enabled")),
    ("app-health-check-path", ("health", "path")),
    ("app-health-probe-interval", ("health", "intervalSeconds")),
    ("app-health-probe-timeout", ("health", "timeoutMilliseconds")),
    ("app-health-threshold", ("health", "threshold")),
    ("graceful-shutdown-seconds", ("shutdown", "gracefulSeconds")),
    ("block-shutdown-duration", ("shutdown", "blockDuration")),
    ("max-body-size", ("maxBodySize",)),
    ("read-buffer-size", ("readBufferSize",)),
    ("api-token-secret", ("apiTokenSecret",)),
    ("app-token-secret", ("appTokenSecret",)),
    ("unix-domain-socket-path", ("unixDomainSocketPath",)),
    ("app-channel-address", ("appChannelAddress",)),
    ("sidecar-seccomp-profile-type", ("seccompProfile",)),
    ("sidecar-image", ("image",)),
    ("placement-host-address", ("placementAddress",)),
    ("scheduler-host-address", ("schedulerAddress",)),
    ("actors-disseminate-timeout", ("disseminateTimeout",)),
    ("inject-pluggable-components", ("pluggable", "inject")),
    ("pluggable-components-sockets-folder", ("pluggable", "socketsFolder")),
    ("enable-profiling", ("profiling",)),
    ("enable-debug", ("debug", "enabled")),
    ("debug-port", ("debug", "port")),
    ("disable-builtin-k8s-secret-store", ("disableBuiltinSecretStore",)),
    ("app-binding-options-timeout", ("bindingOptionsTimeout",)),
    ("enable-native-sidecar", ("nativeSidecar",)),
)
"""The annotations that are one value, behind `dapr.io/`, with the property that gives it."""
LISTS = (
    ("sidecar-listen-addresses", ("listenAddresses",)),
    ("pluggable-components", ("pluggable", "components")),
    ("sentry-request-jwt-audiences", ("jwtAudiences",)),
    ("disable-init-endpoints", ("disableInitEndpoints",)),
)
"""The annotations that are lists with commas."""
