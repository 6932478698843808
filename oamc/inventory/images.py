"""The images of applications: each one with everything that uses it, for all values of switches.

In: applications with the values in force. Out: images in the order of their texts, and uses whose image has no value.
"""

from __future__ import annotations

from oamc.expressions.holes import Hole
from oamc.inventory.references import Reference, read_reference
from oamc.lower.connection_tests import is_image_of_test
from oamc.objects.fill import filler_of
from oamc.objects.images import INIT, VOLUMES, known_text, used_images
from oamc.records import Record, replace
from oamc.values.shape import defaults

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from oamc.checks.result import Checked
    from oamc.expressions.holes import Path

TEST = "test"
"""What stands for the container of a chart's own test, which no manifest has."""


class Use(Record):
    """Who uses an image: a container of an instance, or a volume. An application itself is the instance without a name.

    It is `init` where it runs before the others, and `always` there where no value takes it away. The image is the value at
    `value_path` where it is one value and may be chosen. `environment` is the one of the project that the application is
    compiled for, empty where there is none.
    """

    application: str
    instance: str
    container: str
    init: bool
    volume: bool
    value_path: Path
    always: bool
    environment: str = ""

    @property
    def order(self) -> tuple[str, str, str, str, bool, bool, Path]:
        """Return what uses are sorted by, and what tells one from another."""
        return (
            self.application,
            self.environment,
            self.instance,
            self.container,
            self.init,
            self.volume,
            self.value_path,
        )


class Image(Record):
    """An image as its document writes it, what that says, and its uses. A text that is no reference says nothing."""

    text: str
    reference: Reference | None
    uses: tuple[Use, ...]


class Inventory(Record):
    """The images of some applications, and the uses `without` an image: no value says which one."""

    images: tuple[Image, ...]
    without: tuple[Use, ...]


def inventory(applications: Iterable[tuple[str, Checked]], *, in_force_alone: bool = False) -> Inventory:
    """Return the images of applications, each with the name of its environment, empty where it has none.

    Also those of what the values in force leave out, unless these alone are wanted.
    """
    found: dict[str | None, dict[tuple[object, ...], Use]] = {}
    for environment, checked in applications:
        for text, used in _of_application(checked, in_force_alone=in_force_alone):
            use = replace(used, environment=environment)
            uses = found.setdefault(text, {})
            known = uses.get(use.order)
            uses[use.order] = use if known is None else replace(use, always=use.always or known.always)
    without = found.pop(None, {})
    return Inventory(
        images=tuple(
            Image(text=text, reference=read_reference(text), uses=_sorted(uses))
            for text, uses in sorted((text, uses) for text, uses in found.items() if text is not None)
        ),
        without=_sorted(without),
    )


def _sorted(uses: dict[tuple[object, ...], Use]) -> tuple[Use, ...]:
    """Return uses in their order."""
    return tuple(sorted(uses.values(), key=lambda use: use.order))


def _of_application(checked: Checked, *, in_force_alone: bool) -> Iterator[tuple[str | None, Use]]:
    """Yield the images of one application, None where no value says which, each with its use."""
    name, filler = checked.application.path, checked.filler
    values, parameters = filler, checked.objects.parameters
    if any(parameter.is_open for parameter in parameters):
        # What has no value is checked with an example of one, which nobody runs.
        values = filler_of(parameters, defaults(parameters))
    for item in checked.objects.objects:
        for used in used_images(item):
            if in_force_alone and not all(map(filler.holds, used.conditions)):
                continue
            text = known_text(used.image, values)
            if text is None and used.is_optional:
                continue
            yield (
                text,
                Use(
                    application=name,
                    instance=item.owner.name,
                    container=known_text(used.name, values) or "",
                    init=used.field == INIT,
                    volume=used.field == VOLUMES,
                    value_path=used.image.path if isinstance(used.image, Hole) else (),
                    always=not used.conditions,
                ),
            )
    for parameter in parameters:
        if is_image_of_test(parameter.path):
            value = values.at(parameter.path)
            yield (
                value if isinstance(value, str) else None,
                Use(
                    application=name,
                    instance="" if parameter.path[0] == "scopes" else parameter.path[0],
                    container=TEST,
                    init=False,
                    volume=False,
                    value_path=parameter.path,
                    always=True,
                ),
            )
