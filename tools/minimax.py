#!/usr/bin/env python3
"""Minimax coefficients for src/Ntk.Engine/Numerics, by the Remez exchange in 60 digits (needs python3-mpmath).

Each line names a polynomial, the precision it serves, its degree, the binary logarithm of its largest weighted
error, and its coefficients from the constant term upwards.
"""
from mpmath import asin, cos, erfc, exp, log, lu_solve, matrix, mp, mpf, nstr, pi, polyval, sign, sqrt

mp.dps = 60


def remez(f, low, high, degree, weight):
    """Polynomial p of the degree that minimises max |p - f|·weight on [low, high], and that maximum."""
    low, high = mpf(low), mpf(high)
    count = degree + 2
    samples = 100 * count
    # Chebyshev points of the first kind: dense at the ends, without the ends, where a weight may vanish.
    grid = [(low + high) / 2 - (high - low) / 2 * cos(pi * (k + mpf(1) / 2) / (samples + 1)) for k in range(samples + 1)]
    values = [(f(x), weight(x)) for x in grid]
    picks = [round(k * samples / (count - 1)) for k in range(count)]
    for _ in range(40):
        a, b = matrix(count, count), matrix(count, 1)
        for i, k in enumerate(picks):
            for j in range(degree + 1):
                a[i, j] = grid[k] ** j
            a[i, degree + 1] = (-1) ** i / values[k][1]
            b[i] = values[k][0]
        solution = lu_solve(a, b)
        coefficients = [solution[j] for j in range(degree + 1)]
        errors = [(polyval(coefficients[::-1], x) - v) * w for x, (v, w) in zip(grid, values)]
        extrema, run = [], [0]
        for k in range(1, samples + 1):
            if sign(errors[k]) == sign(errors[run[-1]]):
                run.append(k)
            else:
                extrema.append(max(run, key=lambda q: abs(errors[q])))
                run = [k]
        extrema.append(max(run, key=lambda q: abs(errors[q])))
        while len(extrema) > count:
            extrema.pop(0 if abs(errors[extrema[0]]) < abs(errors[extrema[-1]]) else -1)
        if len(extrema) < count:
            break
        picks = extrema
        sizes = [abs(errors[k]) for k in picks]
        if max(sizes) - min(sizes) < max(sizes) / 1000:
            break
    return coefficients, max(abs(e) for e in errors)


def accurately(f, at_zero):
    """f with 40 guard digits, and its limit at zero."""
    def wrapped(x):
        if abs(x) < mpf(10) ** -20:
            return mpf(at_zero)
        mp.dps += 40
        value = f(mpf(x))
        mp.dps -= 40
        return +value
    return wrapped


arc = accurately(lambda v: asin(sqrt(v)) / sqrt(v), 1)
arc_tail = accurately(lambda v: (asin(sqrt(v)) / sqrt(v) - 1) / v, mpf(1) / 6)
angle = accurately(lambda v: 2 / pi * asin(sqrt(v)) / sqrt(v), 2 / pi)
segment = accurately(lambda v: (sqrt(1 - v) - asin(sqrt(v)) / sqrt(v) * (1 - 2 * v)) / v / pi, mpf(4) / 3 / pi)
exp_tail = accurately(lambda r: (exp(r) - 1 - r) / r**2, mpf(1) / 2)
erf_tail = accurately(lambda v: (1 - erfc(sqrt(v))) / sqrt(v) - 1, 2 / sqrt(pi) - 1)
log_erfc_tail = accurately(lambda y: log(erfc(mpf(1)) / erfc(1 + y)) / y, 2 / sqrt(pi) / exp(mpf(1)) / erfc(mpf(1)))
half_log_two = log(mpf(2)) / 2

POLYNOMIALS = [
    # name, function, interval, weight (what one unit of error in the polynomial costs relative to the result), degrees
    ("ArcTail", arc_tail, (0, 0.25), lambda v: v / arc(v), (4, 11)),
    ("Angle", angle, (0, 0.5), lambda v: 1 / angle(v), (7, 17)),
    ("Segment", segment, (0, 0.5), lambda v: sqrt(v) / (1 - sqrt(v) * segment(v)), (6, 15)),
    ("ExpTail", exp_tail, (-half_log_two, half_log_two), lambda r: half_log_two**2 / exp(r), (5, 9)),
    ("ErfTail", erf_tail, (0, 0.765625), lambda v: 1 / (1 + erf_tail(v)), (6, 11)),
    ("LogErfcTail", log_erfc_tail, (-0.125, 3), lambda y: abs(y) * erfc(1 + y), (7,)),
    ("LogErfcTail", log_erfc_tail, (-0.125, 5), lambda y: abs(y) * erfc(1 + y), (17,)),
]

if __name__ == "__main__":
    for name, f, (low, high), weight, degrees in POLYNOMIALS:
        for degree in degrees:
            coefficients, error = remez(f, low, high, degree, weight)
            print(f"{name} degree {degree} error 2^{nstr(log(error, 2), 4)}", flush=True)
            for c in coefficients:
                print("   ", nstr(c, 20))
