"""Codes of Kubernetes objects and their names: OAM601 to OAM699."""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

BAD_OBJECT_NAME = Code(id="OAM601", severity=ERROR, template='"{name}" cannot be the name of {what}: {reason}')
DUPLICATE_OBJECT = Code(id="OAM602", severity=ERROR, template='two objects of kind {kind} would be named "{name}"')
REMOVED_KIND = Code(id="OAM603", severity=ERROR, template="{problem} (Kubernetes {version})")
UNKNOWN_FIELD = Code(id="OAM604", severity=ERROR, template="{problem} (Kubernetes {version})")
WRONG_TYPE_OR_MISSING = Code(id="OAM605", severity=ERROR, template="{problem} (Kubernetes {version})")
BAD_VALUE = Code(id="OAM606", severity=ERROR, template="{problem}")
GIVEN_VALUE = Code(
    id="OAM617",
    severity=WARNING,
    template="{problem}, and the value that was given for {path} breaks that: the API server will refuse the object",
    strict=True,
)
OTHER_DEFINITION = Code(
    id="OAM619",
    severity=WARNING,
    template="{problem}, says the definition of {project}: a cluster with that version refuses the object",
    strict=True,
)
LONG_NAME = Code(
    id="OAM607",
    severity=ERROR,
    template='instance "{name}" is a {kind} with a name over {longest} characters: Kubernetes would create no pods for it',
)
LONG_JOB_NAME = Code(
    id="OAM616",
    severity=ERROR,
    template='instance "{name}" is a {kind}: with the digest behind it the name of its Job would have {length} characters, and '
    "{longest} are allowed",
)
UNREADABLE_CHARACTER = Code(
    id="OAM608",
    severity=WARNING,
    template="{what} has the character {character}: Helm 4, server-side apply and kubectl diff refuse the object",
)
TOO_LARGE_FOR_CLIENT_SIDE_APPLY = Code(
    id="OAM609",
    severity=WARNING,
    template='{kind} "{name}" is too large for kubectl apply without --server-side, which keeps a copy in an annotation: '
    "its annotations would have {size} bytes, and 262,144 are allowed",
)
NEEDS_NOT_KNOWN = Code(id="OAM641", severity=WARNING, template='what chart "{chart}" needs of the cluster is not known here')
DOLLARS_BECOME_ONE = Code(id="OAM613", severity=WARNING, template='{what} has "$$", of which Kubernetes makes "$"')
REFERENCE_EXPANDED = Code(
    id="OAM614", severity=WARNING, template='{what} has "$(NAME)", which Kubernetes replaces by the value of the variable'
)
REFERENCE_TO_NOTHING = Code(
    id="OAM615", severity=WARNING, template='{what} has "$(NAME)" with the name of no variable: it stays as it is written'
)
