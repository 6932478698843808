"""Codes of reading: bytes to text, text to nodes (OAM101 to OAM199).

No template quotes the value of a scalar: it may be a secret, and the reader cannot know.
"""

from __future__ import annotations

from oamc.diagnostics.reports import ERROR, WARNING, Code

# Text
FILE_TOO_LARGE = Code(id="OAM101", severity=ERROR, template="the file has {size} bytes, more than the limit of {limit} (file)")
INPUTS_TOO_LARGE = Code(
    id="OAM102", severity=ERROR, template="the inputs up to this file exceed the limit of {limit} bytes in all (inputs)"
)
WRONG_ENCODING = Code(id="OAM103", severity=ERROR, template="the file is encoded as {encoding}, not as UTF-8")
INVALID_UTF8 = Code(id="OAM104", severity=ERROR, template="byte {byte} is not UTF-8 here")
FORBIDDEN_CHARACTER = Code(id="OAM105", severity=ERROR, template="the character {character} is not allowed in YAML or JSON")
UNUSUAL_LINE_BREAK = Code(
    id="OAM106",
    severity=WARNING,
    strict=True,
    template="the character {character} breaks the line for YAML 1.1 but not for YAML 1.2 and editors",
)
INNER_BYTE_ORDER_MARK = Code(
    id="OAM107", severity=WARNING, strict=True, template="a byte order mark stands inside the file, where YAML readers differ"
)

# Syntax
INVALID_YAML = Code(id="OAM110", severity=ERROR, template="invalid YAML: {problem}")
HELM_TEMPLATE = Code(id="OAM111", severity=ERROR, template="a Helm template action stands here: this is not YAML")
DUPLICATE_KEY = Code(id="OAM112", severity=ERROR, template="{key} is given twice in one mapping")
NULL_KEY = Code(id="OAM113", severity=ERROR, template="a key is null")
COLLECTION_AS_KEY = Code(id="OAM114", severity=ERROR, template="a mapping or a list stands where a key is expected")
CHANGED_KEY = Code(id="OAM115", severity=WARNING, strict=True, template="Kubernetes reads {written} as {key}")
UNKNOWN_TAG = Code(id="OAM116", severity=ERROR, template="{tag} has no meaning here")
TAG_MISMATCH = Code(id="OAM117", severity=ERROR, template='the value does not fit its tag "{tag}"')
# A password that begins with an asterisk is read as an alias: the message must not repeat it.
UNDEFINED_ALIAS = Code(id="OAM118", severity=ERROR, template="the alias has no anchor before it in this document")
RECURSIVE_ALIAS = Code(id="OAM119", severity=ERROR, template='the alias "*{name}" stands inside the value that it repeats')
MERGE_NOT_A_MAPPING = Code(
    id="OAM120", severity=ERROR, template="the merge key << is given neither a mapping nor a list of mappings"
)
MERGE_AFTER_KEY = Code(
    id="OAM121",
    severity=WARNING,
    strict=True,
    template="the merge key << follows {key} that it also holds: kubectl takes the merged value, oamc the local one",
)

# Scalars
AMBIGUOUS_SCALAR = Code(id="OAM130", severity=WARNING, template="YAML readers disagree on this value: {why}")
NOT_FINITE = Code(id="OAM131", severity=ERROR, template="infinities and not-a-number have no form in Kubernetes objects")
INTEGER_TOO_LARGE = Code(
    id="OAM132", severity=ERROR, template="an integer beyond 9007199254740991 (2^53 - 1) would lose digits in Helm"
)
LONE_SURROGATE = Code(id="OAM133", severity=ERROR, template="the text holds half of a surrogate pair, which is no character")

# Documents
NOT_A_DOCUMENT = Code(id="OAM140", severity=ERROR, template="the document is {what}, not a mapping")
LIST_ITEM_NOT_A_DOCUMENT = Code(id="OAM141", severity=ERROR, template="an item of the List is {what}, not a mapping")
LIST_ITEMS_NOT_A_LIST = Code(id="OAM142", severity=ERROR, template="the items of the List are {what}, not a list")
UNKNOWN_LIST_FIELD = Code(
    id="OAM143",
    severity=ERROR,
    strict=True,
    template='the field "{field}" of the List has no meaning and is ignored',
    unknown=True,
    drops=True,
)

NO_DOCUMENT = Code(id="OAM144", severity=ERROR, template="the input holds no document")
NO_OWN_DOCUMENT = Code(id="OAM157", severity=ERROR, template="the input holds no document of OAM")
SHADOWED_DEFINITION = Code(
    id="OAM158", severity=WARNING, strict=True, template='{kind} "{name}" takes the place of one {where}'
)

# Limits
NESTED_TOO_DEEP = Code(id="OAM150", severity=ERROR, template="the nesting is deeper than the limit of {limit} levels (depth)")
TOO_MANY_NODES = Code(
    id="OAM151", severity=ERROR, template="the file has more keys and values than the limit of {limit} (nodes)"
)
EXPANDED_TOO_FAR = Code(
    id="OAM152",
    severity=ERROR,
    template="aliases repeat {nodes} keys and values where {written} are written, over {limit} times as many (expansion)",
)
TOO_MANY_DOCUMENTS = Code(
    id="OAM153", severity=ERROR, template="the file has more documents than the limit of {limit} (documents)"
)
SCALAR_TOO_LONG = Code(id="OAM154", severity=ERROR, template="the value is longer than the limit of {limit} bytes (scalar)")
KEY_TOO_LONG = Code(id="OAM155", severity=ERROR, template="the key is longer than the limit of {limit} characters (key)")
NUMBER_TOO_LONG = Code(
    id="OAM156", severity=ERROR, template="the number is written with more characters than the limit of {limit} (number)"
)
TOO_MANY_COMPONENTS = Code(id="OAM197", severity=ERROR, template="there are more {what} than the limit of {limit} (components)")
TOO_MANY_COPIES = Code(
    id="OAM198",
    severity=ERROR,
    template="instances and references repeat more than {limit} values for each character of the input plus {free} (copies)",
)
