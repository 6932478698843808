"""Types of texts that many properties have: names of hosts, of images and of objects."""

from __future__ import annotations

from oamc.expressions import scalar_problems as patterns
from oamc.expressions.scalar_problems import LONG_LABEL
from oamc.expressions.types import TextType

HOST_REASONS = (
    ("://", "must be a host name alone, without a scheme such as http://"),
    ("/", "must be a host name alone, without a path"),
    (":", "must be a host name alone, without a port"),
    (r"^[0-9]+(\.[0-9]+){3}$", "must be a name, not an IP address"),
    ("[A-Z]", "must be in lower case"),
    ("_", "must have no underscores, which names of hosts cannot have"),
    (r"\.$", "must not end with a dot"),
    (LONG_LABEL, "must have at most 63 characters between two dots"),
)
HOST = TextType(
    pattern=patterns.HOST,
    forbidden=patterns.NO_HOST,
    rule="must be a host name in lower case, such as shop.example.com or *.example.com",
    reasons=HOST_REASONS,
    maximum_length=253,
)
IMAGE = TextType(
    pattern=patterns.IMAGE,
    rule="must be an image reference such as example.com/web:1.2",
    minimum_length=1,
    maximum_length=4096,
)
OPTIONAL_IMAGE = TextType(pattern=f"({IMAGE.pattern})?", rule=f"{IMAGE.rule}, or empty", maximum_length=IMAGE.maximum_length)
OBJECT_NAME = TextType(
    pattern=patterns.LABELS,
    forbidden=LONG_LABEL,
    rule="must be the name of a Kubernetes object: lower-case letters, digits, hyphens and dots",
    maximum_length=253,
)
HEADER_NAME = TextType(
    pattern="[A-Za-z0-9!#$%&'*+.^_`|~-]+",
    rule="must be the name of a header: letters, digits, and a few signs",
    minimum_length=1,
    maximum_length=256,
)
