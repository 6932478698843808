"""The two outputs, plain manifests and a Helm chart: each turns an `ObjectSet` into a `FileTree`.

All they share is `contract`.
"""
