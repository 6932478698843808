"""Codes of load balancers and of the profiles of clusters: OAM680 to OAM699."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

NOT_OF_PROFILE = Code(
    id="OAM680", severity=ERROR, template='property "{property}" of trait "{trait}" means nothing to {whom}', drops=True
)
NOT_TO_PODS = Code(
    id="OAM681", severity=ERROR, template='a load balancer of the profile "{profile}" cannot lead to pods: {reason}'
)
NEEDS_NODE_PORTS = Code(
    id="OAM682",
    severity=ERROR,
    template='instance "{instance}" has no ports on the nodes, and a load balancer that leads to nodes needs them',
)
WRONG_SUBNETS = Code(id="OAM683", severity=ERROR, template="{whom} {problem}")
LISTENERS_LEFT = Code(
    id="OAM684",
    severity=WARNING,
    template='load balancer "{id}" is there already: its listeners stay as they are, and none is made for the Service',
)
PORT_OF_NODES_TAKEN = Code(
    id="OAM685",
    severity=WARNING,
    template='port {port} of all nodes has {owner} already: the load balancer of instance "{instance}" waits for ever',
)
NO_SHARED_STORAGE = Code(
    id="OAM686",
    severity=WARNING,
    template='volume "{volume}" is shared, and the profile "{profile}" has no storage that several nodes write',
)
