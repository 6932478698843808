"""Checks of what a run makes: what its applications must not share, and what a release of Helm can hold."""
