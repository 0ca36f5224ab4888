#!/usr/bin/env python3
"""Writes tests/Golden/double-double.json: functions of double-double numbers as unevaluated sums of two doubles (needs python3-mpmath).

Each function has rows [argument high, argument low, result high, result low]; binary ones have two arguments first.
"""
import json
import random
import sys

from mpmath import acos, asin, atan2, cos, erf, erfc, exp, log, mp, mpf, sin, sqrt

mp.dps = 90
random.seed(20260102)


def split(x):
    """The nearest double-double of x."""
    high = float(x)
    return [high, float(x - mpf(high))]


def number(low, high):
    """A random double-double between two bounds, evenly."""
    return split(mpf(low) + (mpf(high) - mpf(low)) * (mpf(random.getrandbits(120)) / 2**120))


def scaled(smallest, largest, signed=True):
    """A random double-double, evenly in the exponent of two."""
    sign = random.choice([-1, 1]) if signed else 1
    return split(sign * (1 + mpf(random.getrandbits(120)) / 2**120) * mpf(2) ** random.randint(smallest, largest))


def value(pair):
    return mpf(pair[0]) + mpf(pair[1])


def unary(function, arguments):
    return [[*a, *split(function(value(a)))] for a in arguments]


def binary(function, arguments):
    return [[*a, *b, *split(function(value(a), value(b)))] for a, b in arguments]


COUNT = 60
pairs = [(scaled(-40, 40), scaled(-40, 40)) for _ in range(COUNT)]
near = [(a, split(value(a) * (1 + mpf(2) ** -random.randint(20, 100)))) for a in (scaled(-3, 3) for _ in range(COUNT))]
near = [(a, [-b[0], -b[1]]) for a, b in near]
turn = [split(k * mp.pi / 4 + d) for k in range(-9, 10) for d in (0, mpf(10) ** -12, mpf(1) / 3)]
TABLE = {
    "add": binary(lambda a, b: a + b, pairs + near),
    "multiply": binary(lambda a, b: a * b, pairs),
    "divide": binary(lambda a, b: a / b, pairs),
    "sqrt": unary(sqrt, [scaled(-200, 200, signed=False) for _ in range(COUNT)]),
    "exp": unary(exp, [scaled(-60, 5) for _ in range(COUNT)] + [number(-300, 300) for _ in range(COUNT)]),
    "log": unary(log, [scaled(-200, 200, signed=False) for _ in range(COUNT)] + [split(1 + value(scaled(-60, -1)) / 2) for _ in range(COUNT)]),
    "sin": unary(sin, [scaled(-60, 3) for _ in range(COUNT)] + turn[:-3]),
    "cos": unary(cos, [scaled(-60, 3) for _ in range(COUNT)] + turn[3:]),
    "asin": unary(asin, [number(-1, 1) for _ in range(COUNT)] + [scaled(-60, -2) for _ in range(COUNT)]),
    "acos": unary(acos, [number(-1, 1) for _ in range(COUNT)] + [split(1 - value(scaled(-50, -2, signed=False))) for _ in range(COUNT)]),
    "atan2": binary(atan2, [(scaled(-40, 40), scaled(-40, 40)) for _ in range(COUNT)] + [(number(-1, 1), number(-1, 1)) for _ in range(3 * COUNT)]),
    "erf": unary(erf, [scaled(-60, 2) for _ in range(COUNT)] + [number(-6, 6) for _ in range(COUNT)]),
    "erfc": unary(erfc, [number(-3, 3) for _ in range(COUNT)] + [number(2, 20) for _ in range(COUNT)]),
}
with open(sys.argv[1] if len(sys.argv) > 1 else "tests/Golden/double-double.json", "w", encoding="utf-8") as file:
    json.dump(TABLE, file, separators=(",", ":"))
    file.write("\n")
