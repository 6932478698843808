"""Capabilities that exist only here: that the contracts are wide enough for what comes, without an edit elsewhere."""
