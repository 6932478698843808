"""The catalog of codes, by stage.

1xx reading, 2xx document shape, 3xx application and references, 4xx parameters, 5xx workload types, traits and scopes,
6xx Kubernetes objects, 7xx outputs and values, 8xx the command line, 9xx trees for
GitOps.

A published code never changes its meaning and is never reused.
"""
