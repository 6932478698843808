"""What stands for `functools` does what that does."""

import subprocess
import sys

import pytest

from oamc.startup.caching import cache, cached_property


class Room:
    """Something with a property that is made once."""

    def __init__(self):
        self.made = 0

    @cached_property
    def answer(self):
        """The answer."""
        self.made += 1
        return self.made


def test_a_property_is_made_once_for_each_instance():
    one, other = Room(), Room()
    assert [one.answer, one.answer, other.answer, one.made] == [1, 1, 1, 1]
    del one.answer
    assert one.answer == 2
    assert Room.answer.__doc__ == "The answer."


def test_a_property_that_fails_is_made_again():
    class Broken(Room):
        @cached_property
        def answer(self):
            self.made += 1
            raise LookupError

    broken = Broken()
    for _ in range(2):
        with pytest.raises(LookupError):
            _ = broken.answer
    assert broken.made == 2


def test_a_function_remembers_its_last_answers():
    asked = []

    @cache(2)
    def double(number):
        """Return twice a number."""
        asked.append(number)
        return 2 * number

    assert [double(one) for one in (1, 1, 2, 1, 3, 1, 2)] == [2, 2, 4, 2, 6, 2, 4]
    assert asked == [1, 2, 3, 2]
    assert double.cache_info()[:2] == (3, 4)
    double.cache_clear()
    assert double(1) == 2
    assert asked[-1] == 1
    assert double.__doc__ == "Return twice a number."


def test_without_the_module_in_c_the_package_is_used():
    script = (
        "import sys; sys.modules['_functools'] = None; import oamc.startup.caching as caching;"
        "print(caching.cache(1)(str.upper)('a'), caching.cache.__module__)"
    )
    run = subprocess.run([sys.executable, "-S", "-c", script], capture_output=True, text=True, check=False)
    assert run.stdout.split() == ["A", "functools"] or "functools" in run.stderr
