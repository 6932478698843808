"""Traits, one file each."""
