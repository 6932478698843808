"""The measurement of logs runs, and holds as far as its quick form goes."""

from tests.assurance.logs.measure import measure


def test_the_quick_measurement_holds():
    rows = list(measure(full=False))
    assert {row.promise for row in rows} == {"R13", "R15", "R16"}
    assert all(row.held for row in rows), rows
