"""Trees for Argo CD and Flux: folders of manifests or charts, and the objects that make a tool apply them.

`plan` holds what is asked for, `trees` turns it into the files of each folder. `argo_cd` and `flux` write the objects of the
tools, `units` the folder of an application in an environment, `annotations` what such a folder has beyond what a build
writes; `naming` says what everything is called and where it lies. `settings_checks`, `plan_checks` and `object_checks` report
what cannot be, and `tables` and `rules` know what the tools accept. Nothing here reads or writes a file.
"""
