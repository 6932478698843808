"""Profiles of clusters on the command line: who chooses one, what is said of them, and a name that is nearly one."""

import json

import pytest

from oamc.api import compile_documents
from oamc.choices import PROFILES as NAMES
from oamc.options import Options
from oamc.profiles import DIVIDED, LOCAL, PROFILES, profile_of

CONFIGURATION = """\
profile = "k3s"
[env.cloud]
profile = "aws"
[env.cloud.application.shop]
profile = "gcp"
[env.here]
"""


def test_the_table_has_each_name_once():
    assert tuple(profile.name for profile in PROFILES) == NAMES
    assert profile_of("nowhere") is None
    assert Options(profile="nowhere").cluster is None


@pytest.mark.parametrize("profile", PROFILES, ids=NAMES)
def test_a_profile_agrees_with_itself(profile):
    assert not (profile.target == "pod" and profile.not_to_pods)
    assert (profile.provider == LOCAL) == (profile.default_of("internal") is None)
    assert (profile.default_of("target") is None) == (profile.provider not in DIVIDED)
    assert "{{" not in str(profile.notes)


def test_an_option_about_one_class_wins():
    assert Options(profile="k3s").cluster.ingress_class == "traefik"
    assert Options(profile="k3s", ingress_class="nginx").cluster.default_of("ingress class") is None


def test_the_library_refuses_a_name_that_is_none():
    with pytest.raises(ValueError, match="profile must be one of alibaba"):
        compile_documents({}, profile="k8s")


def test_types_profiles_says_the_same_as_text_and_as_json(oamc):
    text, pages = oamc("types", "profiles").out, json.loads(oamc("types", "profiles", "--format", "json").out)
    assert [page["name"] for page in pages] == list(NAMES)
    for page in pages:
        assert f"{page['name']}: {page['summary']}\n" in text
        assert all(note["note"] in text for note in page["notes"])
    assert "ingress class:             traefik" in text


def test_a_name_that_is_nearly_one_is_told(oamc, here, monkeypatch):
    assert "did you mean microk8s?" in oamc("build", "app.yaml", "--profile", "microk9s").err
    assert "did you mean" not in oamc("build", "app.yaml", "--profile", "zzzzzz").err
    (here / "oamc.toml").write_text('profile = "k3"\n')
    assert "hint: did you mean k3s?" in oamc("build", "app.yaml").err
    (here / "oamc.toml").unlink()
    monkeypatch.setenv("OAMC_PROFILE", "minikub")
    assert "hint: did you mean minikube?" in oamc("build", "app.yaml").err
    monkeypatch.setenv("OAMC_PROFILE", "zzzzzz")
    assert "did you mean" not in oamc("build", "app.yaml").err


def test_an_environment_and_an_application_of_it_have_their_profile(oamc, here):
    (here / "oamc.toml").write_text(CONFIGURATION)
    for environment, expected in (("here", 'profile = "k3s"'), ("cloud", 'profile = "aws"')):
        assert expected in oamc("config", "--env", environment).out
    assert 'env.application.shop.profile = "gcp"' in oamc("config", "--env", "cloud").out
