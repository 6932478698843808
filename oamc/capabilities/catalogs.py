"""The catalogs of other vocabularies than OAM's own, by the name of the vocabulary."""

from __future__ import annotations

from oamc.capabilities.catalog import Catalog, Shelf
from oamc.model.vocabularies import KUBEVELA

_COMPONENTS = {
    "webservice": "kubevela.components.webservice",
    "worker": "kubevela.components.worker",
    "daemon": "kubevela.components.daemon",
    "statefulset": "kubevela.components.statefulset",
    "task": "kubevela.components.task",
    "cron-task": "kubevela.components.cron_task",
    "k8s-objects": "kubevela.components.k8s_objects",
    "raw": "kubevela.components.raw",
    "helmchart": "kubevela.components.helmchart",
    "helm": "kubevela.components.helm",
    "webserver": "kubevela.components.webserver",
}
OF_PODS = {
    "sidecar": "kubevela.traits.sidecar",
    "resource": "kubevela.traits.resource",
    "env": "kubevela.traits.env",
    "command": "kubevela.traits.command",
    "service-binding": "kubevela.traits.service_binding",
    "init-container": "kubevela.traits.init_container",
    "podsecuritycontext": "kubevela.traits.podsecuritycontext",
    "securitycontext": "kubevela.traits.securitycontext",
    "lifecycle": "kubevela.traits.lifecycle",
    "hostalias": "kubevela.traits.hostalias",
    "affinity": "kubevela.traits.affinity",
    "container-image": "kubevela.traits.container_image",
    "container-ports": "kubevela.traits.container_ports",
    "startup-probe": "kubevela.traits.startup_probe",
    "topologyspreadconstraints": "kubevela.traits.topologyspreadconstraints",
    "k8s-update-strategy": "kubevela.traits.k8s_update_strategy",
    "node-affinity": "kubevela.traits.node_affinity",
    "nocalhost": "kubevela.traits.nocalhost",
}
_OF_OBJECTS = {
    "storage": "kubevela.traits.storage",
    "gateway": "kubevela.traits.gateway",
    "expose": "kubevela.traits.expose",
    "ingress": "kubevela.traits.ingress",
    "ingress-1-20": "kubevela.traits.ingress_1_20",
    "labels": "kubevela.traits.labels",
    "annotations": "kubevela.traits.annotations",
    "json-patch": "kubevela.traits.json_patch",
    "json-merge-patch": "kubevela.traits.json_merge_patch",
    "hpa": "kubevela.traits.hpa",
    "cpuscaler": "kubevela.traits.cpuscaler",
    "scaler": "kubevela.traits.scaler",
    "service-account": "kubevela.traits.service_account",
    "configmap": "kubevela.traits.configmap",
    "volumes": "kubevela.traits.volumes",
    "pvc": "kubevela.traits.pvc",
    "pure-ingress": "kubevela.traits.pure_ingress",
}
_TRAITS = {**OF_PODS, **_OF_OBJECTS}
"""Traits that change the pods, and those that change the workload as a whole or make objects of their own."""

CATALOGS = {KUBEVELA: Catalog(workload_types=Shelf(_COMPONENTS), traits=Shelf(_TRAITS), scopes=Shelf({}))}
