"""Containers of an instance: values bound, and the values that the installer may choose made parameters."""

from __future__ import annotations

from oamc.capabilities.text_types import IMAGE
from oamc.diagnostics.codes import application as application_codes
from oamc.diagnostics.codes import parameters as parameters_codes
from oamc.diagnostics.reports import Related
from oamc.expressions.holes import Hole, When
from oamc.expressions.problems import problem
from oamc.expressions.types import QuantityType, TextType
from oamc.ir.program import BoundContainer, BoundReference, EnvValue, FileValue, WordValue, is_set
from oamc.model.application import TextSource
from oamc.model.secret_names import file_of_a_secret, names_a_secret
from oamc.records import replace
from oamc.resolve.setting_references import REFERENCE
from oamc.values.parameters import BUILT_IN, DECLARED_DEFAULT, Assignment, Parameter, Unset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from oamc.diagnostics.reports import Reports
    from oamc.expressions.holes import Path, Value
    from oamc.expressions.types import ValueType
    from oamc.model.application import ConfigFile, Container, KeyReference
    from oamc.resolve.component_parameters import ComponentParameters
    from oamc.spans import Located, Span

PULL_POLICY = TextType(choices=("Always", "IfNotPresent", "Never"))
CPU = QuantityType(unit="cpu")
BYTES = QuantityType(unit="bytes")
OF_A_VARIABLE = "declare a parameter, write [fromParam(NAME)] here, and give it [fromVariable(NAME)] in parameterValues"
DEFAULT_CPU = "100m"
DEFAULT_MEMORY = "128Mi"
"""What Rudr assumed for a container that does not say (docs/spec/oam-v1alpha1.md, 3.4)."""


class ContainerBinder:
    """Binds the containers of one instance. The parameters it makes are collected in `parameters`."""

    def __init__(
        self, instance: str, values: ComponentParameters, reports: Reports, *, assumes: bool = True, in_pods: bool = True
    ) -> None:
        """Begin for an instance; `assumes` tells whether amounts that a component does not state may be assumed.

        What is not `in_pods` of its own has no pull policy, and no variable that a key of the cluster gives.
        """
        self.instance = instance
        self.values = values
        self.reports = reports
        self.assumes = assumes
        self.in_pods = in_pods
        self.parameters: list[Parameter] = []

    def bind(self, container: Container) -> BoundContainer:
        """Bind one container."""
        path: Path = (self.instance, "containers", container.name.value)
        image = self._image(path, container)
        policy = self._policy(path, container) if self.in_pods else None
        resources = (*path, "resources")
        cpu, memory = CPU, BYTES
        if container.resources.most:
            most = dict(container.resources.most)
            cpu, memory = (replace(each, maximum=most.get(what, "")) for each, what in ((CPU, "cpu"), (BYTES, "memory")))
        return BoundContainer(
            container=container,
            image=image,
            policy=policy,
            cpu=self._amount((*resources, "cpu"), cpu, container, container.resources.cpu, DEFAULT_CPU),
            memory=self._amount((*resources, "memory"), memory, container, container.resources.memory, DEFAULT_MEMORY),
            env=tuple(self._env(container)),
            files=tuple(self._files(container)),
            words=self._words(container),
        )

    def _policy(self, path: Path, container: Container) -> Hole:
        """Bind the pull policy, which nobody need say."""
        return self._parameter(
            (*path, "imagePullPolicy"),
            PULL_POLICY,
            "When the image is pulled. The cluster decides where it is not set.",
            container.image_pull_policy,
            optional=True,
        )

    def _words(self, container: Container) -> tuple[tuple[WordValue, ...], tuple[WordValue, ...]] | None:
        """Bind the command and the arguments, where a parameter gives a word of them."""
        if not any(isinstance(word, TextSource) for word in (*container.command, *container.arguments)):
            return None
        what = f'a word of the command of container "{container.name.value}"'
        return tuple(self._word(word, what) for word in container.command), tuple(
            self._word(word, what) for word in container.arguments
        )

    def _word(self, word: Located[str] | TextSource, what: str) -> WordValue:
        """Bind one word. One that nothing gives is reported, or left out while its parameter is not set."""
        if not isinstance(word, TextSource):
            return WordValue(value=word.value, condition=None, span=word.span)
        text = self.values.text(word, what, may_be_absent=True)
        return WordValue(value="" if text.value is None else text.value, condition=text.condition, span=word.span)

    def _image(self, path: Path, container: Container) -> Value:
        """Bind the image: a value of its own, or that of the parameter which it comes from."""
        name, image = container.name.value, container.image
        if isinstance(image, TextSource):
            parameter = (
                None if image.parameter is None else self.values.find(image.parameter, f'the image of container "{name}"')
            )
            if parameter is None:
                return ""  # which is reported
            from oamc.resolve.built_images import image_type

            assert image.parameter is not None
            narrowed = self.values.narrow(parameter, image_type(parameter, image.parameter, self.values, self.reports))
            literal = image.literal.value if image.literal is not None and parameter.optional else None
            if literal is None and self.values.is_unset(image.parameter.value):
                self.values.report_no_source(image.parameter, f'the image of container "{name}"')
            written, at = literal if literal is not None and not parameter.history else parameter.value, image.span
            value: Value = Hole(path=parameter.path, type=narrowed.type, otherwise=literal)
        elif "[" in image.value and REFERENCE.search(image.value):
            from oamc.resolve.built_images import built_image

            built = built_image((*path, "image"), image, self.values, self.reports)
            if built is None:
                return ""  # which is reported
            self.parameters.append(built)
            return Hole(path=built.path, type=built.type)
        else:
            written, at = image.value, image.span
            value = self._parameter((*path, "image"), IMAGE, "Image of the container.", image)
        found = "" if isinstance(written, Unset) else problem(IMAGE, written)
        if found:
            self.reports.add(application_codes.BAD_IMAGE, at=at, container=name, problem=found, hint=_image_hint(str(written)))
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
        self, path: Path, value_type: ValueType, container: Container, located: Located[str] | TextSource | None, default: str
    ) -> Hole | When:
        """Make the parameter of an amount; one that the component does not state has Rudr's default, or none."""
        what = path[-1]
        if isinstance(located, TextSource):
            return self._amount_of_parameter(located, value_type, f'{what} of container "{container.name.value}"')
        limit = "" if what == "cpu" else ", and no more" if located is not None else ": a request without a limit"
        description = f"{'CPU' if what == 'cpu' else 'Memory'} that the container needs{limit}."
        if located is not None:
            return self._parameter(path, value_type, description, located)
        if not (container.assumes_resources and self.assumes):
            hole = self._parameter(path, value_type, description, None, optional=True)
            return When(condition=is_set(hole), then=hole)
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
            application_codes.DEFAULTED_RESOURCES,
            at=container.empty.get(what, container.empty.get("resources", container.name.span)),
            container=container.name.value,
            what=what,
            amount=default,
            hint=f"set resources.{what}.required",
        )
        return Hole(path=path, type=value_type)

    def _amount_of_parameter(self, source: TextSource, value_type: ValueType, what: str) -> Hole | When:
        """Return an amount that a parameter of the component gives, which then takes amounts alone."""
        name = source.parameter
        parameter = None if name is None else self.values.find(name, what)
        if parameter is None:
            return Hole(path=(self.instance,), type=value_type)  # which is reported
        parameter = self.values.narrow(parameter, value_type)
        found = "" if isinstance(parameter.value, Unset) else problem(value_type, parameter.value)
        if found:
            at = parameter.history[-1].span or source.span
            related = [Related(span=source.span, message=f"it is the {what}")]
            self.reports.add(
                parameters_codes.UNSUITABLE_VALUE,
                at=at,
                related=related,
                what=f'parameter "{parameter.path[-1]}"',
                problem=found,
            )
        literal = source.literal.value if source.literal is not None and parameter.optional else None
        hole = Hole(path=parameter.path, type=value_type, otherwise=literal)
        return When(condition=is_set(hole), then=hole) if parameter.optional and literal is None else hole

    def _env(self, container: Container) -> list[EnvValue]:
        """Bind the environment; a variable whose parameter is not set is left out (docs/spec/oam-v1alpha1.md, 4.3.8)."""
        bound: list[EnvValue] = []
        for env in container.env:
            name = env.name.value
            binding = self.values.binding(env.source) if self.in_pods else None
            if env.value_from is not None:
                span = env.value_from.span
                bound.append(EnvValue(name=env.name, value=None, condition=None, span=span, value_from=env.value_from))
                continue
            if binding is not None:
                from oamc.resolve.bindings import bound_variable

                self._warn_of_secret(env.source, f'environment variable "{name}"', looks_secret=names_a_secret(name))
                variable = bound_variable(env, binding, self.instance, self.reports)
                bound += (variable,) if variable is not None else ()
                continue
            what = f'environment variable "{name}"'
            text = self.values.text(env.source, what, may_be_absent=True)
            self._warn_of_secret(env.source, what, looks_secret=names_a_secret(name))
            if text.value is not None:
                bound.append(EnvValue(name=env.name, value=text.value, condition=text.condition, span=_place(env.source)))
            parameter = env.source.parameter
            if parameter is not None and env.source.literal is None and self.values.is_unset(parameter.value):
                self.reports.add(
                    parameters_codes.OPTIONAL_ENV,
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
            if file.reference is not None:
                bound.append(_referred_file(file, file.reference))
                continue
            binding = self.values.binding(file.source)
            what = f'config file "{file.path.value}"'
            if binding is not None:
                from oamc.resolve.bindings import bound_file

                self._warn_of_secret(file.source, what, looks_secret=file_of_a_secret(file.path.value))
                found = bound_file(file, binding, self.instance, self.reports)
                bound += (found,) if found is not None else ()
                continue
            text = self.values.text(file.source, what)
            self._warn_of_secret(file.source, what, looks_secret=file_of_a_secret(file.path.value))
            if text.value is not None:
                bound.append(FileValue(path=file.path, content=text.value, span=_place(file.source)))
        return bound

    def _warn_of_secret(self, source: TextSource, what: str, *, looks_secret: bool) -> None:
        """Warn of literals that look like a secret, each once, where it was given to the parameter.

        What looks like one: docs/spec/oam-v1alpha1.md, 12.1.
        """
        name = source.parameter
        if name is None or not (looks_secret or names_a_secret(name.value)):
            return
        from oamc.resolve.given_secrets import warn_of_given

        warn_of_given(name, what, self.values, self.reports, looks_secret=looks_secret)


def _place(source: TextSource) -> Span:
    """Return where a text stands: a literal where it is written, what a parameter gives where that is taken."""
    return source.span if source.literal is None or source.parameter is not None else source.literal.span


def _image_hint(image: str) -> str:
    """Say how a wrong image is written, or what is meant to be a reference in it."""
    if "[fromVariable(" in image:
        return OF_A_VARIABLE
    return "a reference to a parameter is written [fromParam(NAME)]" if "[" in image else "write it like example.com/web:1.2"


def _referred_file(file: ConfigFile, key: KeyReference) -> FileValue:
    """Return a config file that is a key of the cluster, which the component names itself."""
    reference = BoundReference(
        field=key.field,
        name=key.name.value,
        key=key.key.value,
        optional=key.optional,
        is_open=False,
        name_span=key.name.span,
        key_span=key.key.span,
    )
    return FileValue(path=file.path, content=None, span=key.span, reference=reference)
