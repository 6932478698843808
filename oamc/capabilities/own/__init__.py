"""Capabilities that users bring: traits that documents of the input describe by a template.

`trait_templates` makes traits of them, `rendering` fills a template, `trees` turns what comes out into parts of objects.
"""
