#!/usr/bin/env python3
"""Writes tests/Golden/duals.json: duals of activations without a closed form, and closed ones at extreme variances (needs python3-mpmath and numpy).

A row is [q11, q22, haversine, 1 - c', 1 - slope correlation]; the haversine is signed: (1 - c)/2 for c >= 0, -(1 + c)/2 for c < 0.
Activations without a closed form are integrated in 80-bit arithmetic by Gauss-Legendre panels in the whitened plane, split where
the function bends; the closed ones are evaluated in 60 digits from the formulas of Williams 1997 and Tsuchida et al. 2021.
"""
import json
import sys

import numpy as np
from mpmath import asin, atan2, erf, exp, mp, mpf, pi, sqrt

mp.dps = 60
L = np.longdouble
HAVERSINES = [2.0**-30, 2.0**-10, 0.0625, 0.28125, 0.5, -0.40625, -0.125, -(2.0**-10)]


def panels(breaks, finest, low=-9.5, high=9.5, count=38):
    """Gauss-Legendre nodes and weights of the normal density, panels graded down to `finest` around the breaks."""
    edges = set(np.linspace(low, high, count + 1))
    for b in breaks:
        if low < b < high:
            edges.add(float(b))
            width = finest
            while width < 0.5:
                edges |= {e for e in (b - width, b + width) if low < e < high}
                width *= 2
    edges = np.array(sorted(edges), dtype=L)
    edges = edges[np.concatenate([[True], np.diff(edges) > 1e-15])]
    x, w = np.polynomial.legendre.leggauss(20)
    # One Newton step in 80 bits brings the nodes from double to full accuracy.
    x = x.astype(L)
    p0, p1 = np.ones_like(x), x.copy()
    for n in range(2, 21):
        p0, p1 = p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / L(n)
    d = 20 * (x * p1 - p0) / (x * x - 1)
    x = x - p1 / d
    p0, p1 = np.ones_like(x), x.copy()
    for n in range(2, 21):
        p0, p1 = p1, ((2 * n - 1) * x * p1 - (n - 1) * p0) / L(n)
    d = 20 * (x * p1 - p0) / (x * x - 1)
    w = 2 / ((1 - x * x) * d * d)
    half = np.diff(edges) / 2
    nodes = (edges[:-1, None] + half[:, None] * (1 + x)).ravel()
    weights = (half[:, None] * w).ravel() * np.exp(-nodes * nodes / 2)
    return nodes, weights / weights.sum()


def quadrature(f, slope, breaks, q1, q2, haversine):
    """Half the mean square of the difference of the normalised f(u) and f(v), so that nothing cancels near duplicates; the same for slopes."""
    s1, s2 = np.sqrt(L(q1)), np.sqrt(L(q2))
    near = 2 * np.sqrt(L(abs(haversine)) * (1 - L(abs(haversine))))
    cosine = (1 - 2 * L(abs(haversine))) * (1 if haversine > 0 else -1)
    result = []
    for g in (f, slope):
        norms = []
        for s in (s1, s2):
            z, w = panels([b / s for b in breaks], 1.0)
            norms.append(np.sqrt((w * g(s * z) ** 2).sum()))
        smoothing = float(near)
        outer = [b / s1 for b in breaks] + ([b / (s2 * cosine) for b in breaks] if cosine != 0 else [])
        z1, w1 = panels(outer, max(smoothing / 4, 1e-4) if breaks else 1.0)
        total = L(0)
        if not breaks:
            z2, w2 = panels([], 1.0)
            difference = g(s1 * z1)[:, None] / norms[0] - g(s2 * (cosine * z1[:, None] + near * z2[None, :])) / norms[1]
            total = (w1[:, None] * w2[None, :] * difference**2).sum()
        else:
            for a, wa in zip(z1, w1):
                z2, w2 = panels([(b / s2 - cosine * a) / near for b in breaks], 1.0)
                total += wa * (w2 * (g(s1 * a) / norms[0] - g(s2 * (cosine * a + near * z2)) / norms[1]) ** 2).sum()
        result.append(float(total / 2))
    return result


def logistic(x):
    return 1 / (1 + np.exp(-x))


FUNCTIONS = {
    "tanh": (np.tanh, lambda x: 1 / np.cosh(x) ** 2, []),
    "sigmoid": (logistic, lambda x: logistic(x) * logistic(-x), []),
    "softplus": (lambda x: np.log1p(np.exp(-np.abs(x))) + np.maximum(x, 0), logistic, []),
    "silu": (lambda x: x * logistic(x), lambda x: logistic(x) * (1 + x * logistic(-x)), []),
    # max(−1, min(x, 1/2)), a user's function with two bends.
    "clip": (lambda x: np.clip(x, L(-1), L(0.5)), lambda x: ((x > -1) & (x < 0.5)).astype(L), [-1.0, 0.5]),
}


def closed(kappa, q1, q2, haversine):
    """1 - c' and 1 - slope correlation from a function that returns kernel and slope for (q11, q22, q12)."""
    h = mpf(abs(haversine))
    c = (1 - 2 * h) * (1 if haversine > 0 else -1)
    q1, q2 = mpf(q1), mpf(q2)
    k, d = kappa(q1, q2, c * sqrt(q1 * q2))
    k1, d1 = kappa(q1, q1, q1)
    k2, d2 = kappa(q2, q2, q2)
    return [float(1 - k / sqrt(k1 * k2)), float(1 - d / sqrt(d1 * d2))]


def erf_dual(a, b, c):
    n = (1 + 2 * a) * (1 + 2 * b)
    return 2 / pi * asin(2 * c / sqrt(n)), 4 / pi / sqrt(n - 4 * c * c)


def gelu_dual(a, b, c):
    q = (1 + a) * (1 + b)
    d = sqrt(q - c * c)
    alpha = atan2(c, d)
    k = c / 4 + ((c * c + a * b * d * d) / (q * d) + c * alpha) / (2 * pi)
    return k, mpf(1) / 4 + alpha / (2 * pi) + c / (2 * pi * d) * (1 / d**2 + (1 - a * b) / q + 1)


def sine_dual(a, b, c):
    e, f = exp(-(a + b - 2 * c) / 2), exp(-(a + b + 2 * c) / 2)
    return (e - f) / 2, (e + f) / 2


CLOSED = {"erf": (erf_dual, [1e-12, 1e-4, 30.0, 1e8]), "gelu": (gelu_dual, [1e-12, 1e-4, 30.0, 1e8]), "sin": (sine_dual, [1e-12, 1e-4, 30.0])}

table = {}
for name, (f, slope, breaks) in FUNCTIONS.items():
    pairs = [(0.8, 0.8), (0.8, 1.1), (1.1, 0.9)]
    table[name] = [[a, b, h, *quadrature(f, slope, breaks, a, b, h)] for a, b in pairs for h in HAVERSINES]
    print(name, file=sys.stderr)
for name, (kappa, variances) in CLOSED.items():
    table[name] = [[a, b, h, *closed(kappa, a, b, h)] for a in variances for b in variances for h in HAVERSINES]
json.dump(table, sys.stdout, separators=(",", ":"))
