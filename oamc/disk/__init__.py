"""Outputs on the disk: trees and single files, each put into its place in one step. Nothing here knows of OAM.

`staging` writes trees and `file_staging` single files; `survey` compares what is wanted with what is there, by the list of
`ownership`, and `ledger` by the list of the trees in one directory; `conflicts` reads lists that a merge has left in two;
`recovery` finishes or undoes the work of a run that was killed; `folders` are the steps of the system that all of them take,
through no link, and `locking` the lock under which they are taken. What is in the way is a report.
"""
