"""Engines of the trait `rollout`, one file each (docs/spec/rollouts.md).

    engine.py      what an engine is, and which properties it has for which strategy
    versions.py    what two versions of an instance need to run side by side, whoever makes them
    argo.py        Argo Rollouts: a Rollout in the place of the Deployment; argo_traffic.py splits the requests
    native.py      Kubernetes alone: two Deployments, and values that lead to one or the other

`traits/rollout.py` lists them, and leaves everything to the one that a document chooses. To add one: write its file, and put it
into that list.
"""
