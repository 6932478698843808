"""The hostile collection: inputs that want to do harm, and inputs that only look as if, each with what must come of it.

    collection      the small inputs, one file or folder a case, and for each class a list of its cases (`<class>.toml`)
    generated       the inputs that are big or that no editor keeps as they are
    scenes          the surroundings of some cases: links, pipes and foreign files where the output goes, or among the inputs
    cases           reads the collection into records
    sandbox         runs the real command for one case, in a folder of its own, with limits, and watches it
    launcher        starts the command from a small process, limits it, and writes what it used
    watch           what the watched interpreter loads first: it records what the command opens, starts and connects to
    rendering       what the Helm engine makes of the charts of a run
    judge           says which promises a run broke, by problem codes
      process_rules   … as seen from outside the process: status, streams, files
      outcome_rules   … in the refusal, or in the acceptance
      output_rules    … in charts and manifests
      object_rules    … in Kubernetes objects
    trial           tries one case: every run that it needs, and the judgement
    tracing         what the kernel saw of a run (strace)
    stand_ins       broken programs, at least one for each problem code, which the judge must catch
    measure         the figures for the table of assurance

A new case is a file and an entry; `test_hostile.py` takes both up. A new mistake that no code names gets a stand-in first.
"""
