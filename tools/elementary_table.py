#!/usr/bin/env python3
"""Writes tests/Golden/elementary.json: elementary functions of doubles as unevaluated sums of two doubles (needs python3-mpmath)."""
import json
import random
import struct
import sys

from mpmath import acos, asin, erf, exp, mp, mpf

mp.dps = 60
random.seed(20260101)


def neighbours(x):
    """The doubles next to x, and x."""
    bits = struct.unpack("<q", struct.pack("<d", x))[0]
    return [struct.unpack("<d", struct.pack("<q", bits + step))[0] for step in (-1, 0, 1)]


def arguments(low, high, smallest_exponent, special):
    """A dense sweep: evenly spaced with jitter, geometric towards zero on both sides, and special values with their neighbours."""
    count = 1500
    points = [low + (high - low) * (k + random.random()) / count for k in range(count)]
    points += [s * 2.0 ** (smallest_exponent * random.random()) for s in (-1, 1) for _ in range(300)]
    for x in special:
        points += neighbours(x)
    return sorted({x for x in points if low <= x <= high})


TABLE = {
    "asin": (asin, arguments(-1.0, 1.0, -60, [0.5, -0.5, 1.0, -1.0, 0.25, 0.75, 2.0**-27])),
    "acos": (acos, arguments(-1.0, 1.0, -60, [0.5, -0.5, 1.0, -1.0, 0.25, 0.75, 2.0**-27])),
    "exp": (exp, arguments(-745.0, 709.7, -60, [0.34657359027997264, -0.34657359027997264, 709.0, -708.0, 1.0, -1.0])),
    "erf": (erf, arguments(-6.0, 6.0, -60, [0.84375, -0.84375, 1.0, 5.9, 0.875])),
}

result = {}
for name, (function, points) in TABLE.items():
    rows = []
    for x in points:
        exact = function(mpf(x))
        high = float(exact)
        rows.append([x, high, float(exact - mpf(high))])
    result[name] = rows
    print(name, len(rows), file=sys.stderr)

json.dump(result, sys.stdout, separators=(",", ":"))
