"""Codes of KubeVela's Applications, by what they are about.

Documents have OAM281 to OAM289, policies and workflows OAM328 to OAM338, charts OAM339 and OAM340, types and traits OAM585 to
OAM597.
Rules: docs/spec/oam-v1beta1.md.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, INFO, WARNING, Code

DEFINITION_NOT_READ = Code(id="OAM281", severity=ERROR, template='{kind} "{name}" is not read: {reason}')
POLICY_NOT_FOLLOWED = Code(
    id="OAM282", severity=WARNING, strict=True, template="{what} has no effect in an output: {reason}", drops=True, once=True
)
STEP_NOT_FOLLOWED = Code(
    id="OAM283", severity=WARNING, strict=True, template="{what} has no effect in an output: {reason}", drops=True, once=True
)
OLDER_NAME = Code(id="OAM286", severity=ERROR, template='{place} has a field "{old}", which is called "{modern}" in v1beta1')
PLACEHOLDER = Code(id="OAM287", severity=WARNING, strict=True, template="{place} looks like an unfilled placeholder")
VALUE_OF_A_RUN = Code(
    id="OAM288", severity=ERROR, template='{what} takes "{name}" from {where}, which only a running workflow gives'
)
EXCLUDE_EACH_OTHER = Code(id="OAM289", severity=ERROR, template="{place} has {first} and {second}, which exclude each other")

NOT_A_DURATION = Code(id="OAM328", severity=ERROR, template="{place} is not a duration")
UNKNOWN_POLICY_TYPE = Code(
    id="OAM329", severity=ERROR, template='policy "{policy}" has type "{type}", which KubeVela does not have'
)
UNKNOWN_STEP_TYPE = Code(id="OAM330", severity=ERROR, template='step "{step}" has type "{type}", which KubeVela does not have')
UNKNOWN_NAME = Code(id="OAM331", severity=ERROR, template='{what} refers to {kind} "{name}", which is not there')
SELECTS_NOTHING = Code(
    id="OAM332", severity=WARNING, strict=True, template='{what} selects {kind} "{name}", which is not there', drops=True
)
USED_BY_NOTHING = Code(id="OAM333", severity=WARNING, strict=True, template="{what} has no effect: {reason}", drops=True)
MORE_THAN_IT_SEEMS = Code(
    id="OAM334", severity=WARNING, strict=True, template="{what} does more than it seems: {reason}", drops=True
)
TARGETS_NOT_WRITTEN = Code(
    id="OAM335", severity=ERROR, template='the targets of application "{application}" cannot be written: {reason}'
)
UNKNOWN_DEPENDENCY = Code(
    id="OAM337", severity=ERROR, template='component "{component}" depends on "{name}", which is not there'
)
DEPENDENCY_CIRCLE = Code(id="OAM338", severity=ERROR, template='components "{component}" and "{name}" depend on each other')
CHART_NOT_INSTALLED = Code(id="OAM339", severity=ERROR, template='component "{component}" cannot {way}: {reason}')
MOVING_VERSION = Code(
    id="OAM340",
    severity=WARNING,
    strict=True,
    template='component "{component}" takes whatever version of chart "{chart}" is the newest when it is installed',
)
UNKNOWN_COMPONENT_TYPE = Code(
    id="OAM585", severity=ERROR, template='component "{component}" has type "{type}", which {problem}'
)
PATCH_CONFLICT = Code(
    id="OAM586", severity=ERROR, template='trait "{trait}" of component "{component}" cannot change {field}: it {reason}'
)
NO_SUCH_CONTAINER = Code(id="OAM587", severity=ERROR, template='component "{component}" has no container "{container}"')
REFUSED_PROPERTIES = Code(id="OAM588", severity=ERROR, template="the properties of {what} do not go together: {reason}")
OLDER_PROPERTY = Code(id="OAM589", severity=INFO, template='property "{older}" is the older form of "{newer}"', once=True)
WITHOUT_PODS = Code(
    id="OAM591",
    severity=ERROR,
    template='trait "{trait}" changes pods, and the {kind} of component "{component}" has none where it looks for them',
)
NOT_THE_ONLY_CONTAINER = Code(
    id="OAM592",
    severity=ERROR,
    template='trait "{trait}" needs a component with one container, and component "{component}" has {containers}',
)
IGNORED_PROPERTY = Code(
    id="OAM590",
    severity=WARNING,
    strict=True,
    template='property "{property}" of {what} has no effect: {reason}',
    drops=True,
)
PROPERTY_WITHOUT_EFFECT = Code(
    id="OAM594",
    severity=WARNING,
    strict=True,
    template='the property {property} of component "{component}" has no effect on its objects',
    drops=True,
)
NEWER_API = Code(
    id="OAM595",
    severity=WARNING,
    template='trait "{trait}" writes {written}: {instead_of} is in no supported version of Kubernetes',
)
OPERATION_REFUSED = Code(
    id="OAM596",
    severity=ERROR,
    template='trait "{trait}" of component "{component}" cannot change its workload by "{operation}": {reason}',
)
SCALES_ANOTHER_KIND = Code(
    id="OAM597",
    severity=WARNING,
    strict=True,
    template='trait "{trait}" scales a {target}, and component "{component}" is a {kind}: nothing would be scaled',
)
