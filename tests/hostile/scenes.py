"""The surroundings of some cases, made by name: what stands where the output goes, or among the inputs."""

from __future__ import annotations

from pathlib import Path


def make(name: str, place: Path) -> None:
    """Make a scene in the folder of a run, after its inputs and decoys are there."""
    raise NotImplementedError(name)
