"""Evaluators of CUE: what a template makes of parameters, as trees of data; and errors with their places.

`contract` says what an engine takes and gives: `CueEngine`, and the frozen records that cross the boundary. `worker` is the
engine that is there today, a program of its own (`release/oamc-cue`): it is started once a run, spoken to by lines, bounded
(`process`), and killed when it breaks a bound. `program` finds that program in the package `oamc_cue`, and nowhere else. `wire`
reads what it says, and believes nothing. `trees` makes plain data of trees, and `findings` diagnostics of what goes wrong.

A template is a text of a stranger: whatever it does, the caller gets a result, or `EngineFailed` with the reason. Patching is
not done here: trees carry what it needs, the comments above fields and what is open.

Programs are started in this room and in `verification` only. A build without definitions in CUE imports nothing of it.
"""
