"""Commits of a git repository, which git itself reads."""
