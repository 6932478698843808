"""What holds for every test."""

from hypothesis import HealthCheck, settings

# A deadline, and the check for slow examples, would measure the machine: on a busy one any example may take a second.
settings.register_profile("oamc", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("oamc")
