"""Rooms of codes are loaded when a code is asked for, and are then the modules themselves in all but name."""

import pkgutil
import subprocess
import sys
from importlib import import_module

import pytest

from oamc.diagnostics import codes

ROOMS = sorted(module.name for module in pkgutil.iter_modules(codes.__path__))
LAZY = """
import sys
from oamc.diagnostics.codes import usage, reading as reading_codes
from oamc.diagnostics.codes import usage as again
assert again is usage, "each importer is given the same"
assert not [name for name in sys.modules if name.startswith("oamc.diagnostics.codes.")]
print(usage.INPUT_NOT_FOUND.id, reading_codes.NO_DOCUMENT.severity)
print(sorted(name for name in sys.modules if name.startswith("oamc.diagnostics.codes.")))
from oamc.diagnostics.codes.usage import INPUT_NOT_FOUND
assert INPUT_NOT_FOUND is usage.INPUT_NOT_FOUND
"""


def test_a_room_is_loaded_with_the_first_of_its_codes():
    done = subprocess.run([sys.executable, "-c", LAZY], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "OAM801 error",
        "['oamc.diagnostics.codes.reading', 'oamc.diagnostics.codes.usage']",
    ]


@pytest.mark.parametrize("name", ROOMS)
def test_a_room_gives_the_very_codes_of_its_module(name):
    room = codes.__getattr__(name)
    module = import_module(f"{codes.__name__}.{name}")
    own = {code: value for code, value in vars(module).items() if code.isupper()}
    assert own
    assert all(getattr(room, code) is value for code, value in own.items())


def test_what_is_no_code_and_no_room_is_not_there():
    with pytest.raises(AttributeError, match="has no code NO_CODE_OF_THIS_NAME"):
        codes.__getattr__("usage").NO_CODE_OF_THIS_NAME  # noqa: B018 - asking is what is tested
    assert not hasattr(codes, "__wrapped__")
    with pytest.raises(ImportError):
        codes.__getattr__("no_room").ANY  # noqa: B018 - asking is what is tested
