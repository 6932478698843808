"""What `action.yml` runs: `run.py`."""
