"""The version-neutral application: components, their instances, trait and scope uses, with no trace of an API version."""
