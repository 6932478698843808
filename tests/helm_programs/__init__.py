"""The pinned Helm 3 and Helm 4 programs that charts are tested with; `build` makes them with Go."""
