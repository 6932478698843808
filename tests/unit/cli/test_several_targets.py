# ruff: noqa: ARG001 - fixtures work by being asked for
"""An application with several targets: each has a directory in that of the application, and there is no stream of all."""

from __future__ import annotations

from pathlib import Path

import pytest


@pytest.fixture
def app(here):
    """An application with two targets."""
    (here / "app.yaml").write_text("# core.oam.dev\ntarget near\ntarget far\n")
    return here


def names(root="deploy"):
    """Return the files below a directory but for the lists of oamc."""
    return sorted(path.relative_to(root).as_posix() for path in Path(root).rglob("*") if path.is_file() and path.name[0] != ".")


def test_each_target_has_a_directory(app, oamc):
    assert oamc("build", "app.yaml", "-o", "deploy").status == 0
    files = ("Chart.yaml", "templates/web.yaml")
    assert names() == sorted(f"shop/{target}/{file}" for target in ("near", "far") for file in files)
    assert oamc("build", "app.yaml", "-o", "deploy", "--check").status == 0


def test_a_target_that_is_gone_leaves_nothing(app, oamc):
    assert oamc("build", "app.yaml", "-o", "deploy").status == 0
    (app / "app.yaml").write_text("# core.oam.dev\ntarget near\n")
    assert oamc("build", "app.yaml", "-o", "deploy", "--check").status == 2
    assert oamc("build", "app.yaml", "-o", "deploy").status == 0
    assert names() == ["shop/near/Chart.yaml", "shop/near/templates/web.yaml"]
    (app / "app.yaml").write_text("# core.oam.dev\n")
    assert oamc("build", "app.yaml", "-o", "deploy").status == 0
    assert names() == ["shop/Chart.yaml", "shop/templates/web.yaml"]


def test_manifests_of_several_targets_need_a_directory(app, oamc):
    assert oamc("build", "app.yaml", "--format", "manifests", "-o", "deploy").status == 0
    assert names() == ["shop/far/shop.yaml", "shop/near/shop.yaml"]
    for place in ((), ("-o", "-"), ("-o", "all.yaml")):
        found = oamc("build", "app.yaml", "--format", "manifests", *place)
        assert found.status == 1
        assert "OAM335" in found.err
        assert "the result is one stream, and near and far are different places" in found.err
        assert found.out == ""
    assert not Path("all.yaml").exists()


def test_an_input_in_a_target_is_not_replaced(app, oamc):
    (app / "deploy/shop/near").mkdir(parents=True)
    (app / "deploy/shop/near/Chart.yaml").write_text("# core.oam.dev\ntarget near\ntarget far\n")
    found = oamc("build", "deploy/shop/near/Chart.yaml", "-o", "deploy")
    assert found.status == 1
    assert (app / "deploy/shop/near/Chart.yaml").read_text().startswith("# core")


def test_a_check_needs_no_place(app, oamc):
    assert oamc("check", "app.yaml").status == 0
