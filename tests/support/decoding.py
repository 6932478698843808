"""A document of nodes to a typed one, whatever front end reads it."""

from oamc.frontends import dispatch


def decode(document, reports):
    """Return the typed document, or None after a report."""
    found = dispatch.decode(document, reports)
    return None if found is None else found.typed
