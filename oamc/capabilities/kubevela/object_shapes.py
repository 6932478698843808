"""Properties that several of KubeVela's traits of objects share (docs/spec/oam-v1beta1.md, 14.3 to 14.5)."""

from __future__ import annotations

from oamc.capabilities.kubevela.shapes import AMOUNT, PORT_NUMBER, QUANTITY, item, needed
from oamc.capabilities.number_types import ABOVE_ZERO
from oamc.capabilities.property_schema import NAME, TEXT, Listed, Mapped, Struct, choice
from oamc.capabilities.text_types import HOST, OBJECT_NAME
from oamc.expressions.types import ListType, TextType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.capabilities.property_schema import Item

LABEL_VALUE = TextType(
    pattern=r"([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?",
    rule='must have letters, digits, "-", "_" and ".", and begin and end with a letter or digit',
    maximum_length=63,
)
STORAGE_CLASS = TextType(
    pattern=rf"({OBJECT_NAME.pattern})?",
    forbidden=OBJECT_NAME.forbidden,
    rule="must be empty or the name of a StorageClass",
    maximum_length=253,
)
CONTAINER_PATH = TextType(forbidden=":", minimum_length=1, rule='must be a path without ":"')
ACCESS_MODES = ListType(
    item=choice("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"), minimum_length=1, maximum_length=4
)
MOST_LIVE_PATHS = 8
"""So many paths can have ports of their own choice: each port of the Service asks all before it whether they are the same."""
DOMAIN = "The host name for which requests are taken."
HTTP = "The port behind each path."


def http(*, live_up_to: int = MOST_LIVE_PATHS) -> Item:
    """Return the ports by their paths."""
    return needed("http", Mapped(item=PORT_NUMBER, live_up_to=live_up_to), HTTP)


def old_ingress(*further: Item) -> Struct:
    """Return what the ingress traits of older releases take."""
    return Struct(items=(needed("domain", HOST, DOMAIN), http(), *further))


SCALE_TARGET = (
    item("targetAPIVersion", NAME, "The API version of what is scaled.", "apps/v1"),
    item("targetKind", NAME, "The kind of what is scaled.", "Deployment"),
)
MINIMUM = item("min", ABOVE_ZERO, "The smallest number of pods.", 1)
MAXIMUM = item("max", ABOVE_ZERO, "The largest number of pods.", 10)

_SOURCE = Struct(
    items=(
        needed("name", NAME, "The name of the object."),
        needed("kind", NAME, "The kind of the object."),
        needed("apiGroup", NAME, "The API group of the object."),
    )
)
DATA_SOURCE = item("dataSource", _SOURCE, "What the volume is filled from.")
DATA_SOURCE_REFERENCE = item("dataSourceRef", _SOURCE, "What the volume is filled from, of any kind.")
SELECTOR = item(
    "selector",
    Struct(
        items=(
            item("matchLabels", Mapped(item=LABEL_VALUE), "Labels of the volume."),
            item(
                "matchExpressions",
                Struct(
                    items=(
                        needed("key", NAME, "The key of the label."),
                        needed("operator", choice("In", "NotIn", "Exists", "DoesNotExist"), "How it is compared."),
                        item("values", ListType(item=LABEL_VALUE), "The values it is compared with."),
                    )
                ),
                "A condition on a label of the volume.",
            ),
        )
    ),
    "Which volumes may be bound.",
)
VOLUME_MODE = item("volumeMode", choice("Filesystem", "Block"), "Files, or a device.", "Filesystem", live=False)
BOUND_VOLUME = item("volumeName", OBJECT_NAME, "The PersistentVolume to bind.")
STORAGE_CLASS_NAME = item("storageClassName", STORAGE_CLASS, "The class of the storage.")


def amounts(default: str) -> Item:
    """Return how much storage a claim asks for, at least `default`, and how much it may get."""
    asked = (
        item("storage", QUANTITY, "How much storage.", default) if default else needed("storage", QUANTITY, "How much storage.")
    )
    requests = Struct(items=(asked,))
    limits = item("limits", Struct(items=(item("storage", QUANTITY, "How much storage."),)), "How much there may be at most.")
    if default:
        inner = Struct(items=(item("requests", requests, "How much is asked for.", {}), limits))
        return item("resources", inner, "How much storage.", {})
    return needed(
        "resources", Struct(items=(needed("requests", requests, "How much is asked for."), limits)), "How much storage."
    )


LABELS = item("labels", Mapped(item=LABEL_VALUE), "Labels of the object.")
ANNOTATIONS = item("annotations", Mapped(item=TEXT), "Annotations of the object.")
METRIC_VALUE = TextType(
    pattern=AMOUNT.pattern, forbidden=r"^[0.]+[A-Za-z]*$", rule="must be an amount above zero, such as 30 or 500m"
)
METRICS = Listed(
    item=Struct(
        items=(
            needed("name", NAME, "The name of the metric.", live=False),
            needed("value", METRIC_VALUE, "The average of all pods that is aimed at."),
        )
    ),
    keys=("name",),
)
