"""Fixtures for the tests of the decoder: documents cut down to the part under test."""

import pytest
from document_texts import Decoded


@pytest.fixture
def decoded():
    return Decoded


def _indented(text, width):
    return "".join(f"{' ' * width}{line}\n" for line in text.splitlines())


@pytest.fixture
def component():
    """Decode a ComponentSchematic with further lines in its spec."""

    def decode_component(spec="", workload_type="workloadType: core.oam.dev/v1alpha1.Worker"):
        head = "apiVersion: core.oam.dev/v1alpha1\nkind: ComponentSchematic\nmetadata: {name: web}\nspec:\n"
        return Decoded(head + _indented(workload_type, 2) + _indented(spec, 2))

    return decode_component


@pytest.fixture
def container(component):
    """Decode a component whose only container has further lines."""

    def decode_container(lines="", image="image: example/web:1"):
        return component("containers:\n  - name: web\n" + _indented(image, 4) + _indented(lines, 4))

    return decode_container


@pytest.fixture
def configuration():
    """Decode an ApplicationConfiguration with the given spec."""

    def decode_configuration(spec):
        head = "apiVersion: core.oam.dev/v1alpha1\nkind: ApplicationConfiguration\nmetadata: {name: shop}\nspec:\n"
        return Decoded(head + _indented(spec, 2))

    return decode_configuration


@pytest.fixture
def use(configuration):
    """Decode a configuration that uses one component, with further lines."""

    def decode_use(lines):
        return configuration("components:\n  - componentName: web\n    instanceName: shop-web\n" + _indented(lines, 4))

    return decode_use


@pytest.fixture
def trait(use):
    """Decode the use of one trait, with further lines."""

    def decode_trait(lines):
        return use("traits:\n  - name: ingress\n" + _indented(lines, 4))

    return decode_trait
