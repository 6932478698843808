"""The user's files: what oamc did not write stays; stale files of an older build go; nothing is followed; races are whole."""

import os

import pytest

from tests.assurance.faults import races, scenes
from tests.assurance.faults.builds import BUILDS, DOCUMENTS, Prepared
from tests.assurance.faults.sweeps import fresh
from tests.assurance.faults.test_faults_sweeps import found_wrong
from tests.assurance.faults.trees import identities, snapshot


@pytest.fixture
def shop(product, folder):
    return Prepared(BUILDS[2], product, folder)


def test_what_stands_in_the_way_is_refused_or_passed_by_and_never_followed(shop):
    assert found_wrong(scenes.attempts(shop, stride=3)) == []


def test_what_stands_in_the_way_of_a_removal_is_neither_followed_nor_lost(product, folder):
    assert found_wrong(scenes.removals(Prepared(BUILDS[7], product, folder), stride=2)) == []


def test_work_that_somebody_has_forged_is_neither_taken_nor_removed(shop):
    assert found_wrong(scenes.forgeries(shop, stride=3)) == []


def test_there_are_at_least_a_hundred_scenes():
    assert len(list(scenes.obstacles())) + len(scenes.TAMPERED) > 100


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can build as another user")
def test_folders_that_are_closed_or_read_only_keep_what_is_in_them(shop):
    assert found_wrong(scenes.closed_folders(shop, scenes.CLOSED)) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only the superuser can build as another user")
def test_single_files_in_folders_that_are_closed_or_read_only_are_told_and_stay(product, folder):
    prepared = Prepared(BUILDS[4], product, folder)
    assert found_wrong(scenes.closed_folders(prepared, scenes.CLOSED_TO_FILES)) == []


def test_what_stands_where_a_report_is_written_is_neither_followed_nor_lost(product, folder):
    assert found_wrong(scenes.reports_in_the_way(Prepared(BUILDS[5], product, folder))) == []


def test_a_second_build_changes_no_byte_no_time_and_no_file(prepared):
    place = fresh(prepared)
    assert prepared.run(place).status == 0
    before, content = identities(place), snapshot(place)
    outcome = prepared.run(place)
    assert outcome.status == 0
    assert identities(place) == before
    assert snapshot(place) == content
    assert "wrote" not in outcome.err


def test_stale_files_of_an_older_build_go_and_files_that_were_touched_or_whose_mode_changed_are_mended(shop):
    place = fresh(shop)
    stale = place / "out/shop/templates/shop-old-deployment.yaml"
    assert stale.exists()
    os.utime(stale, (1, 1))
    (place / "out/shop/values.yaml").chmod(0o777)
    (place / "out/shop/Chart.yaml").chmod(0o400)
    (place / "out/shop/templates").chmod(0o700)
    assert shop.run(place).status == 0
    assert snapshot(place) == shop.after
    assert not stale.exists()


def test_an_edited_file_is_refused_and_everything_stays(shop):
    place = fresh(shop)
    with (place / "out/shop/values.yaml").open("a") as file:
        file.write("# mine\n")
    before, numbers = snapshot(place), identities(place)
    outcome = shop.run(place)
    assert outcome.status == 1
    assert "OAM814" in outcome.err
    assert snapshot(place) == before
    assert identities(place) == numbers


def test_a_file_of_another_mode_is_up_to_date_because_checkouts_have_modes_of_their_own(shop):
    place = fresh(shop)
    assert shop.run(place).status == 0
    (place / "out/shop/values.yaml").chmod(0o664)
    numbers = identities(place)
    assert shop.run(place).status == 0
    assert shop.product.run(place, "build", "new.yaml", "-o", "out", "--check").status == 0
    assert identities(place) == numbers


def test_builds_at_once_and_a_reader_see_whole_trees_only(folder):
    assert found_wrong(races.at_once(folder, 5)) == []


def test_builds_of_different_applications_at_once_are_all_listed(folder):
    assert found_wrong(races.apart(folder, 3)) == []


def test_an_application_that_is_gone_leaves_its_folder_to_the_user(product, folder):
    prepared = Prepared(BUILDS[3], product, folder)
    place = fresh(prepared)
    (place / "new.yaml").write_text(DOCUMENTS["one", "new"])
    before = {path: entry for path, entry in snapshot(place).items() if path.startswith("out/blog")}
    assert prepared.run(place).status == 0
    after = snapshot(place)
    assert {path: entry for path, entry in after.items() if path.startswith("out/blog")} == before
