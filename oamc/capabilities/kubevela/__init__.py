"""The component types and traits of KubeVela's own definitions (docs/spec/oam-v1beta1.md, 14)."""
