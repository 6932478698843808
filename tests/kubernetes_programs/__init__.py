"""The API server's own validation as programs, and what builds and asks them.

`main.go` judges objects of Kubernetes, `custom_kinds/main.go` those of custom kinds by definitions that it is given. `modules`
writes the `go.mod` of each version of Kubernetes, `build` makes the programs with Go, `judge` asks one of them.
"""
