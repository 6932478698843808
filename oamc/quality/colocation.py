"""What Koordinator reads of pods: the class that it gives them, and resources of its own in the place of cpu and memory."""

from __future__ import annotations

BATCH_CPU, BATCH_MEMORY = "kubernetes.io/batch-cpu", "kubernetes.io/batch-memory"
BATCH = frozenset((BATCH_CPU, BATCH_MEMORY))
"""What pods of the class BE request. Kubernetes counts neither as cpu nor as memory, so their class there is BestEffort."""
WITH_OWN_CORES = frozenset(("LSE", "LSR"))
"""The classes whose pods request whole cores."""
