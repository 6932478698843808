"""Chart and manifests are the same objects: the search at scale, and what its applications cover.

    search       one application with several sets of overrides: where chart and manifests differ, what a cluster would refuse,
                 where the schema of values is open, what the chart's lint says
    coverage     every construct of the language, derived from the records and the catalog of oamc, and how often it was seen
    measure      2,000 applications with five sets of overrides each, for the table of assurance

`tests/test_agreement.py` is the slice of `make test`, and with OAMC_AGREEMENT the search of `make agreement`.
`python -m tests.assurance.agreement.coverage` prints the table of constructs.
"""
