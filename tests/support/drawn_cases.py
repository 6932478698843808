"""Which cases of a test the inner loop runs: a few of those that have many, others each time."""

import random
from collections import defaultdict


def left_out(names, number, seed):
    """Return the cases (`path::test[case]`) that are not drawn, where `number` of each test are. One seed, one draw."""
    cases = defaultdict(list)
    for name in names:
        cases[name.partition("[")[0]].append(name)
    draw = random.Random(seed)
    return {name for those in cases.values() if len(those) > number for name in draw.sample(those, len(those) - number)}
