"""The workload types, traits and scopes that oamc knows: one file each, listed in `catalog`.

`contracts` says what each of them is made of. A workload type makes a `Workload` of an instance; traits run in the order in
which the application lists them, each a pure step from workload to workload; a scope checks and marks its members.
"""
