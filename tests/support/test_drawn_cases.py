"""The cases that the inner loop draws."""

from tests.support.drawn_cases import left_out

MANY = [f"tests/test_a.py::test_many[{number}]" for number in range(40)]
FEW = [f"tests/test_a.py::test_few[{number}]" for number in range(12)]
ONE = ["tests/test_a.py::test_one"]


def test_of_many_cases_a_number_is_drawn_and_of_few_all_are():
    not_drawn = left_out(MANY + FEW + ONE, 12, "1")
    assert len(not_drawn) == len(MANY) - 12
    assert not_drawn < set(MANY)


def test_every_process_of_a_run_draws_the_same_and_another_run_draws_others():
    assert left_out(MANY, 12, "1") == left_out(MANY, 12, "1") != left_out(MANY, 12, "2")


def test_tests_of_one_name_in_two_files_are_two():
    elsewhere = [name.replace("test_a", "test_b") for name in FEW]
    assert left_out(FEW + elsewhere, 12, "1") == set()
