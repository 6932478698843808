"""The API server's own validation as a program, `main.go`, and what builds and asks it.

`modules` writes the `go.mod` of each version of Kubernetes, `build` makes the programs with Go, `judge` asks one of them.
"""
