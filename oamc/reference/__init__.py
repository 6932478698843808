"""What people and editors read about oamc, made of what oamc itself works with.

`fields` has the fields of documents, `schemas` their JSON Schemas with the properties of traits and scopes in them, `examples`
documents that compile for each capability, and `relations` says how any two traits get on. The command line prints it, and the
pages of the reference are made of it.
"""
