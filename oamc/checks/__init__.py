"""Checks of what a run makes, for every output alike: so far what the applications of one run must not share."""
