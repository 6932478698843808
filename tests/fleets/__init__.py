"""Runs over many applications: what somebody sees of them is the same, whatever number of processes works."""
