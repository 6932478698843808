"""The codes of the catalog, for tests that go through all of a room: it is loaded by its name, not by one of its codes."""

from importlib import import_module
from pkgutil import iter_modules

from oamc.diagnostics import codes
from oamc.diagnostics.reports import Code


def codes_of(*rooms):
    """Return the codes of some rooms, or of all where none is named."""
    names = rooms or [module.name for module in iter_modules(codes.__path__)]
    declared = (vars(import_module(f"{codes.__name__}.{name}")).values() for name in names)
    found = [value for values in declared for value in values if isinstance(value, Code)]
    assert found
    return found
