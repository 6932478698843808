"""The peers of oamc beside it: what else makes objects of Kubernetes or a chart of them, for the same application, in one run.

`python -m benchmarks.peers` (or `make bench-peers`) builds the peers at pinned versions, each once into the cache of programs,
measures, and writes `docs/performance-peers.md`. A peer that cannot be had, or does not build, is named there with the reason.

    catalog     the peers: versions, where they come from, what each does with its input
    locks/      for each of them what pins every module: go.mod and go.sum, or package-lock.json
    lock        writes those anew
    build       builds a peer from its lock into the cache
    forms/      the application in the language of each peer
    inputs      the forms written out for any number of applications
    commands    what is run, for how many applications
    agreement   what the output of a peer lacks of the application
    measure     what each run took
    stages      where the time of oamc goes
    page        the page
"""
