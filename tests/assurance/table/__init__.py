"""The table of Kubernetes kinds and its rules, against the API server's own validation.

`specimens` are good objects of all kinds that both know, `changes` changes them at random, `compare` asks both.
"""
