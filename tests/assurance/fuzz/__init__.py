"""Fuzzing: inputs that nobody thought of, against what oamc promises (R22).

    make fuzz SECONDS=300            all harnesses, guided by coverage
    python -m tests.assurance.fuzz --help      one harness, a number of inputs, one input again

    harnesses       the table of the harnesses
    read            any bytes as a file, to both outputs
    documents       documents of the grammar, mutated and with planted payloads, to both outputs
    values          overrides in every form, to manifests and to the chart that Helm renders
    invariants      what holds of every run
    byte_choosers   choices of the generators, made by the bytes of an input
    seeds           where the search begins, and blind mutations
    process         one process that tries inputs
    campaign        processes, watched, until enough is tried
    corpus/         seeds and former finds by harness: each is a test

A harness is a function of bytes that returns nothing or raises. It knows nothing of atheris: `make test` calls it with the
corpus and with blind mutations.
"""
