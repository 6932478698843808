"""The inputs that are made: big ones, and bytes that no editor keeps as they are."""
