"""Outputs on the disk: trees and single files, each put into its place in one step. Nothing here knows of OAM.

`staging` writes trees and `file_staging` single files; `survey` compares what is wanted with what is there, by the list of
`ownership`; `recovery` finishes or undoes the work of a run that was killed; `folders` are the steps of the system that all of
them take, through no link. What is in the way is a report.
"""
