"""Where each part of an object comes from: the room behind `oamc why` and `build --origins`.

    found       an object by what people call it, and the field of it
    names       what the items of lists are called, and paths as people write them
    parts       the parts of an object's tree, each with its place, its rule and its conditions
    chains      the values that a part is made of, each with its whole history
    answers     what is told of a part
    line_paths  which part of an object, or which value, stands on a line of a file that oamc wrote
    moved_findings   reports of other programs, with their findings at the documents
    text, json_text, map_text   the forms

In: objects that were checked, with the values in force. Out: records and texts. Nothing here reads or writes a file.
"""
