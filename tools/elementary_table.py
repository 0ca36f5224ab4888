#!/usr/bin/env python3
"""Writes tests/Golden/elementary.json: elementary functions of doubles as unevaluated sums of two doubles (needs python3-mpmath).

The second summand is rounded to four digits: enough to know an error to a ten-thousandth of a unit in the last place.
"""
import json
import random
import struct
import sys

from mpmath import acos, asin, erf, exp, expm1, log, mp, mpf

mp.dps = 60
random.seed(20260101)


def neighbours(x):
    """The doubles next to x, and x."""
    bits = struct.unpack("<q", struct.pack("<d", x))[0]
    return [struct.unpack("<d", struct.pack("<q", bits + step))[0] for step in (-1, 0, 1)]


def arguments(low, high, smallest_exponent, special):
    """A dense sweep: evenly spaced with jitter, geometric towards zero and the special values from both sides, and these with their neighbours."""
    count = 3500
    points = [low + (high - low) * (k + random.random()) / count for k in range(count)]
    points += [s * 2.0 ** (smallest_exponent * random.random()) for s in (-1, 1) for _ in range(400)]
    for x in special:
        points += neighbours(x)
        points += [x * (1 + s * 2.0 ** (-52 * random.random())) for s in (-1, 1) for _ in range(40)]
    return sorted({x for x in points if low <= x <= high})


BRANCHES_OF_ARC = [0.5, -0.5, 1.0, -1.0, 0.25, 0.75, 2.0**-27]
BRANCHES_OF_EXP = [float((k + mpf(1) / 2) * log(2)) for k in (-1075, -1022, -53, -2, -1, 0, 1, 2, 52, 1022)] + [709.0, -708.0, -745.0, 1.0, -1.0]
TABLE = {
    "asin": (asin, arguments(-1.0, 1.0, -60, BRANCHES_OF_ARC)),
    "acos": (acos, arguments(-1.0, 1.0, -60, BRANCHES_OF_ARC)),
    "exp": (exp, arguments(-745.0, 709.7, -60, BRANCHES_OF_EXP)),
    "expMinusOne": (expm1, arguments(-60.0, 709.7, -60, BRANCHES_OF_EXP)),
    "erf": (erf, arguments(-6.0, 6.0, -60, [0.84375, 0.875, -0.875, 1.0, -1.0, 5.9])),
}

result = {}
for name, (function, points) in TABLE.items():
    rows = []
    for x in points:
        exact = function(mpf(x))
        high = float(exact)
        rows.append([x, high, float(f"{float(exact - mpf(high)):.3e}")])
    result[name] = rows
    print(name, len(rows), file=sys.stderr)

json.dump(result, sys.stdout, separators=(",", ":"))
