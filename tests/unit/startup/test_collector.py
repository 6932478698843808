"""The collector rests while documents are compiled, and is then as it was."""

import gc

import pytest

import oamc
from oamc import api
from oamc.startup.collector import RestingCollector


@pytest.fixture(autouse=True)
def collector():
    was_on = gc.isenabled()
    yield
    (gc.enable if was_on else gc.disable)()


@pytest.mark.parametrize("was_on", [True, False])
def test_it_rests_and_is_then_as_it_was(was_on):
    (gc.enable if was_on else gc.disable)()
    with RestingCollector():
        assert not gc.isenabled()
        with RestingCollector():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled() == was_on


def test_it_wakes_up_after_a_failure():
    gc.enable()
    with pytest.raises(KeyError), RestingCollector():
        raise KeyError
    assert gc.isenabled()


def test_the_library_compiles_while_it_rests(monkeypatch):
    seen = []
    build = api.build
    monkeypatch.setattr(api, "build", lambda *given: seen.append(gc.isenabled()) or build(*given))
    gc.enable()
    oamc.compile_documents({"a.yaml": "apiVersion: core.oam.dev/v1alpha1\nkind: Trait\nmetadata: {name: a}\nspec: {}\n"})
    assert seen == [False]
    assert gc.isenabled()
