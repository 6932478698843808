"""Mutation: small faults are put into the core one at a time, and the tests of its room must notice each.

    python -m tests.assurance.mutation [--room NAME] [--sample N | --each N] [--seed S] [--seconds N] [--processes N]

operators     the faults: what is changed in the syntax tree of a module
patching      a fault put into a running process, or into a module before it is imported
rooms         the tables `rooms.toml`, which modules are changed and which tests guard them, and `equivalents.toml`
selection     which tests run a line, and how long each takes
trials        one process for each fault, a copy of one that has everything loaded, and before them one without a fault
shelter       the disk is read-only for the trials, but for a folder of their own
measure       a sample of the rooms, for the page of assurance
libraries     what does not survive a fork, and is not loaded in copies of a process

A fault that no test notices is a survivor: a test is missing, or the fault changes nothing. There is no third case:
a survivor is closed by a test of its room or by a line in `equivalents.toml`.
"""
