"""The CUE engine for tests: `build` makes the distribution `oamc-cue` with Go; `cases` has templates with what they mean."""
