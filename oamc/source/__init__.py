"""Source: text to nodes, each with its place.

    bytes → decode_text → SourceFile → read → Documents

`decoding` turns bytes into text. `reader` turns text into documents: `libyaml` or `json_events` hand out events, `builder`
makes nodes of them within the `limits`, `syntax` words the errors of the parser, `places` counts lines as an editor does.
`scalars` says what a plain scalar means to Kubernetes. `nodes` is what the rest of oamc sees; `document_names` finds the
document that a place is in.
"""
