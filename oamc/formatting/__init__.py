"""The normal form of documents: text in, the same text with other indentation and another order of the first fields out.

`scanning` lists the tokens of a text by way of ruamel.yaml, `blocks` says in which column each line begins in the normal form,
`layout` writes the lines so, `order` moves the first fields, and `formatter` does all of it and proves that nothing else has
changed. No token is ever written anew: comments, anchors, quotes and block scalars stay as they are, since their lines do.
"""
