"""The same bytes everywhere: one set of builds in many surroundings, under every supported Python that is found.

interpreters   the Pythons of this machine, each with what a build needs
cases          every example and golden case as command lines
surroundings   locales, clocks, folders, users, orders: what must make no difference
worker         the program that builds all cases in one surrounding and prints digests
compare        runs the workers and names what differs
ways           one run over many applications in parts, in processes, from a cache, on a cluster
measure        all of it for the table of assurance
"""
