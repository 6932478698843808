"""Containers of an instance: values bound, and the values that the installer may choose made parameters."""

from __future__ import annotations

from oamc.capabilities.contracts import IMAGE
from oamc.diagnostics.codes.application import BAD_IMAGE, DEFAULTED_RESOURCES
from oamc.diagnostics.codes.parameters import OPTIONAL_ENV
from oamc.expressions.holes import Hole
from oamc.expressions.problems import problem
from oamc.expressions.types import QuantityType, TextType
from oamc.ir.program import BoundContainer, EnvValue, FileValue
from oamc.model.application import TextSource
from oamc.values.parameters import BUILT_IN, DECLARED_DEFAULT, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path, Value
    from oamc.expressions.types import ValueType
    from oamc.model.application import Container
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.spans import Located

PULL_POLICY = TextType(choices=("Always", "IfNotPresent", "Never"))
CPU = QuantityType(unit="cpu")
BYTES = QuantityType(unit="bytes")
DEFAULT_CPU = "100m"
DEFAULT_MEMORY = "128Mi"
"""What Rudr assumed for a container that does not say (docs/spec/oam-v1alpha1.md, 3.4)."""


class ContainerBinder:
    """Binds the containers of one instance. The parameters it makes are collected in `parameters`."""

    def __init__(self, instance: str, values: ComponentParameters, reports: Reports) -> None:
        self.instance = instance
        self.values = values
        self.reports = reports
        self.parameters: list[Parameter] = []

    def bind(self, container: Container) -> BoundContainer:
        """Bind one container."""
        path: Path = (self.instance, "containers", container.name.value)
        image = self._image(path, container)
        policy = self._parameter(
            (*path, "imagePullPolicy"),
            PULL_POLICY,
            "When the image is pulled. The cluster decides where it is not set.",
            container.image_pull_policy,
            optional=True,
        )
        resources = (*path, "resources")
        return BoundContainer(
            container=container,
            image=image,
            policy=policy,
            cpu=self._amount((*resources, "cpu"), CPU, container, container.resources.cpu, DEFAULT_CPU),
            memory=self._amount((*resources, "memory"), BYTES, container, container.resources.memory, DEFAULT_MEMORY),
            env=tuple(self._env(container)),
            files=tuple(self._files(container)),
        )

    def _image(self, path: Path, container: Container) -> Value:
        """Bind the image: a value of its own, or that of the parameter which it comes from."""
        name, image = container.name.value, container.image
        if isinstance(image, TextSource):
            parameter = (
                None if image.parameter is None else self.values.find(image.parameter, f'the image of container "{name}"')
            )
            if parameter is None:
                return ""  # which is reported
            self.values.narrow(parameter, IMAGE)
            written, at = parameter.value, image.span
            value: Value = Hole(path=parameter.path, type=IMAGE)
        else:
            written, at = image.value, image.span
            value = self._parameter((*path, "image"), IMAGE, "Image of the container.", image)
        found = "" if isinstance(written, Unset) else problem(IMAGE, written)
        if found:
            self.reports.add(BAD_IMAGE, at=at, container=name, problem=found, hint="write it like example.com/web:1.2")
        return value

    def _parameter(
        self, path: Path, value_type: ValueType, description: str, located: Located[str] | None, *, optional: bool = False
    ) -> Hole:
        """Make a parameter whose value the component states, and return its hole."""
        history = (Assignment(source=DECLARED_DEFAULT, value=located.value, span=located.span),) if located is not None else ()
        self.parameters.append(
            Parameter(
                path=path,
                type=value_type,
                description=description,
                history=history,
                optional=optional,
                declared=located.span if located else None,
            )
        )
        return Hole(path=path, type=value_type)

    def _amount(
        self, path: Path, value_type: ValueType, container: Container, located: Located[str] | None, default: str
    ) -> Hole:
        """Make the parameter of an amount; one that the component does not state has Rudr's default."""
        what = path[-1]
        limit = "" if what == "cpu" else ", and no more" if located is not None else ": a request without a limit"
        description = f"{'CPU' if what == 'cpu' else 'Memory'} that the container needs{limit}."
        if located is not None:
            return self._parameter(path, value_type, description, located)
        self.parameters.append(
            Parameter(
                path=path,
                type=value_type,
                description=description,
                history=(Assignment(source=BUILT_IN, value=default, span=None),),
                declared=container.span,
            )
        )
        self.reports.add(
            DEFAULTED_RESOURCES,
            at=container.empty.get(what, container.empty.get("resources", container.name.span)),
            container=container.name.value,
            what=what,
            amount=default,
            hint=f"set resources.{what}.required",
        )
        return Hole(path=path, type=value_type)

    def _env(self, container: Container) -> list[EnvValue]:
        """Bind the environment; a variable whose parameter is not set is left out (docs/spec/oam-v1alpha1.md, 4.3.8)."""
        bound: list[EnvValue] = []
        for env in container.env:
            name = env.name.value
            text = self.values.text(env.source, f'environment variable "{name}"', may_be_absent=True)
            if text.value is not None:
                bound.append(EnvValue(name=env.name, value=text.value, condition=text.condition, span=env.source.span))
            parameter = env.source.parameter
            if parameter is not None and env.source.literal is None and self.values.is_unset(parameter.value):
                self.reports.add(
                    OPTIONAL_ENV,
                    at=parameter.span,
                    related=self.values.declared_at(parameter.value),
                    name=name,
                    instance=self.instance,
                    parameter=parameter.value,
                    hint="set the parameter where the variable is wanted",
                )
        return bound

    def _files(self, container: Container) -> list[FileValue]:
        """Bind the config files."""
        bound: list[FileValue] = []
        for file in container.config:
            text = self.values.text(file.source, f'config file "{file.path.value}"')
            if text.value is not None:
                bound.append(FileValue(path=file.path, content=text.value, span=file.source.span))
        return bound
