"""Checks of the result, for both outputs alike: with the values in force, against Kubernetes and against one another.

kubernetes    the filled objects against the rules of the API server
expansion     texts that Kubernetes changes
clients       objects that the server takes, and that some clients cannot bring there
routes        what the Ingresses of a run answer for
shared        what the applications of a run must not share
outputs       what the files of an output may be refused for, laid out or not
release       what a release of Helm can hold
wording       the words of OAM for places of Kubernetes objects
"""
