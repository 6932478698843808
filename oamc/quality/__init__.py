"""The quality of service of pods, as Kubernetes decides it: classes, memory, eviction, scores, and rules about them.

    amounts.py    what containers and pods request and are limited to, after the defaults of the API server
    classes.py    Guaranteed, Burstable or BestEffort
    eviction.py   who goes first when a node runs out of memory or disk, as far as it can be told beforehand
    scores.py     whom the kernel kills first
    bounds.py     what a LimitRange and a ResourceQuota of the namespace make of pods
    cpu_limits.py what is said of limits of cpu
    policy.py     the rules QOS001 to QOS013, and in which mode each of them is
    rules.py      what of a pod breaks them
    pods.py       the pods that objects make
    report.py     all of that of some objects; comparison.py compares two, forms.py writes them

Everything here is a function of objects of Kubernetes as plain data, of which nothing is known: a part that has another form
than it should have is passed over.
"""
