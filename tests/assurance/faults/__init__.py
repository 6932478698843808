"""Faults: what becomes of an output when the system refuses, the process dies, or somebody else is at work in the folder.

launcher       the program under test: runs oamc in a child, with a fault at one of its write points
product        starts the launcher and asks it for runs
builds         the builds that are tried, each from a known state of the disk to a known one
trees          what is on the disk, exactly
judge          what is wrong with the outcome of a run
sweeps         a fault at every point, one fault and two
system_calls   the same from outside, by strace, where it exists
promised       what is asked of the system, call by call, against what is promised
careless       the program with one piece of care taken away, which must be seen there
limits         file sizes, memory, a full file system, closed streams
scenes         links, pipes and foreign files in the way
races          several builds at once, and readers meanwhile
naive          a writer without care, which the judge must catch
measure        all of it for the table of assurance
"""
