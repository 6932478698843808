"""A real Kubernetes API server as a judge: what `oamc` writes is sent to one, as people send it, and what comes back is judged.

    python -m tests.assurance.cluster [--kubernetes 1.34] [--only WORDS] [--applications 40]

    modules        the programs, the packages that they are built of, and what writes the locked modules again
    programs       the locked modules, and the two small programs that they lack
    build          API server, etcd, controller manager and kubectl, built by Go once and kept in the cache
    guard          a server that ends when its parent does
    server         the servers on loopback, with a folder of their own, always stopped
    api            plain requests to the API server
    tools          kubectl and Helm, each call bounded and with nothing of the user's
    sets           what is sent: golden cases, examples, corpus, random applications, upgrades
    upgrades       documents that somebody has changed, and must be able to apply
    definitions    definitions of the kinds that a bare cluster does not know
    manifests      create, client-side and server-side apply, diff, changes and back
    releases       helm install, upgrade, rollback, uninstall
    judging        what an answer means; no cluster is needed to test it
    expected       answers that are known and right, each with its reason
    rated          changes that oamc diff rates as refused, or not, applied one object over the other
    planted        broken outputs, which must be caught
    search         all of it over one cluster
    measure        the rows for the table of assurance

`make cluster` builds what is missing and runs it; `make test` runs only what needs no cluster.
"""
