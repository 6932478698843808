"""Kinds of projects beside Kubernetes, which a cluster has once somebody has installed them: their shapes and their rules."""
