"""Codes about the quality of service of pods: OAM950 to OAM969.

The rules QOS001 to QOS013 are OAM951 to OAM963, without QOS006 and QOS013, which are OAM606 in every build.
"""

from __future__ import annotations

from oamc.diagnostics.reports import INFO, WARNING, Code

UNKNOWN_INSTANCE_OF_QUALITY = Code(
    id="OAM950", severity=WARNING, template='there is no instance "{name}", of which {option} says something'
)
NO_MEMORY_REQUEST = Code(id="OAM951", severity=WARNING, template="{pod}: {reason} (QOS001)")
NO_MEMORY_LIMIT = Code(id="OAM952", severity=WARNING, template="{pod}: {reason} (QOS002)")
MEMORY_PROMISED_TWICE = Code(id="OAM953", severity=WARNING, template="{pod}: {reason} (QOS003)")
NO_STORAGE_LIMIT = Code(id="OAM954", severity=WARNING, template="{pod}: {reason} (QOS004)")
AMOUNT_OF_ZERO = Code(id="OAM955", severity=WARNING, template="{pod}: {reason} (QOS005)")
OTHER_CLASS = Code(id="OAM957", severity=WARNING, template="{pod}: {reason} (QOS007)")
OPEN_SIDECAR = Code(id="OAM958", severity=WARNING, template="{pod}: {reason} (QOS008)")
OUT_OF_BOUNDS = Code(id="OAM959", severity=WARNING, template="{pod}: {reason} (QOS009)")
SMALL_ON_NODE = Code(id="OAM960", severity=INFO, template="{pod}: {reason} (QOS010)")
DIRECTORY_WITHOUT_SIZE = Code(id="OAM961", severity=WARNING, template="{pod}: {reason} (QOS011)")
CLASS_OF_THE_SYSTEM = Code(id="OAM962", severity=WARNING, template="{pod}: {reason} (QOS012)")
NOTHING_TO_SCALE_BY = Code(
    id="OAM964",
    severity=WARNING,
    template='the autoscaler goes by a share of the requested {resource}, and container "{container}" requests none',
)
EXAMPLE_OF_AMOUNT = Code(id="OAM965", severity=WARNING, template='value "{path}" is not given: the report has an example of it')
