"""Documents of oamc's own, `oamc.dev/v1alpha1`: capabilities that a platform describes by a template.

They describe nothing of an application: what they give is a part of the catalog, for the applications of the same run.
"""
