"""OAM documents of any size, put together from parts."""

from __future__ import annotations

from collections.abc import Callable

from tests.support import texts

RESOURCES = "    resources: {cpu: {required: 0.1}, memory: {required: 64Mi}}\n"


def repeated(form: str, count: int) -> str:
    """Return a form `count` times; `@` in it is the number of the repetition."""
    return "".join(form.replace("@", str(number)) for number in range(count))


def component(spec: str = "", container: str = "", *, workload: str = "Worker", metadata: str = "") -> str:
    """Return a component with one container, and further lines in its spec and in the container."""
    own = f"  containers:\n  - name: web\n    image: {texts.IMAGE}\n{RESOURCES}{container}"
    return texts.component(metadata=metadata, workload=workload, parameters=spec, spec=own)


def custom(spec: str) -> str:
    """Return a component of an extended workload type."""
    return component(spec, workload="example.com/v1.Thing").partition("  containers:")[0]


def configuration(components: str = "  components:\n  - {componentName: web, instanceName: a}\n", spec: str = "") -> str:
    """Return the document of an application, behind its separator."""
    return texts.SEPARATOR + texts.head(texts.APPLICATION, "shop") + f"spec:\n{spec}{components}"


def instances(count: int, more: str = "") -> str:
    """Return that many instances of the component; `more` are further fields of each."""
    return "  components:\n" + repeated("  - {componentName: web, instanceName: a@" + more + "}\n", count)


def values_given(values: str) -> str:
    """Return one instance with these parameter values."""
    return f"  components:\n  - componentName: web\n    instanceName: a\n    parameterValues:\n{values}"


def traits_given(traits: str) -> str:
    """Return one instance with these traits."""
    return f"  components:\n  - componentName: web\n    instanceName: a\n    traits:\n{traits}"


def largest(make: Callable[[int], str], length: int) -> int:
    """Return the largest number for which an input is not longer than `length` characters."""
    low, high = 1, 2
    while len(make(high)) <= length:
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if len(make(middle)) <= length else (low, middle)
    return low
