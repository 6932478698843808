"""Bounded cost: no input that a stranger can send makes oamc use up the machine (R18 to R21).

inputs          documents of any size, shared by the tests here
limits          every stated limit, with an input just below it and one just above
worst           shapes of hostile input, each scaled to just under 100 kB
work            what a compilation costs, counted in calls
expressions     the regular expressions of the package, and a checker that proves one linear
measure         the rows of the table of assurance
"""
