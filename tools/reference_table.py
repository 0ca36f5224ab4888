#!/usr/bin/env python3
"""Writes tests/Golden/reference.json: kernels of networks by the textbook recursion on K in 120 digits (needs python3-mpmath).

Nothing but K, q and Theta is propagated: with so many digits, near duplicates lose none that matter. Kernels are unevaluated sums of two doubles.
"""
import json
import random
import sys

from mpmath import asin, atan2, exp, factorial, mp, mpf, pi, sqrt

mp.dps = 120
random.seed(20260103)


def split(x):
    high = float(x)
    return [high, float(x - mpf(high))]


def relu(a, b):
    def dual(q, r, k):
        if q == 0 or r == 0:
            return mpf(0), mpf(a**2 + b**2) / 2 - mpf(a - b) ** 2 / 4
        square = q * r - k * k
        sine = sqrt(square) if square > mpf(10) ** -100 * q * r else mpf(0)
        slope = mpf(a**2 + b**2) / 2 - mpf(a - b) ** 2 * atan2(sine, k) / (2 * pi)
        return mpf(a - b) ** 2 / (2 * pi) * sine + slope * k, slope

    return dual


def erf_dual(q, r, k):
    scale = sqrt((1 + 2 * q) * (1 + 2 * r))
    return 2 / pi * asin(2 * k / scale), 4 / pi / sqrt(scale**2 - 4 * k * k)


def rbf_dual(q, r, k):
    value = exp(-(q + r - 2 * k))
    return value, 2 * value


def polynomial_dual(coefficients):
    def moments(c, q, r, k):
        h = [[sum(c[i + 2 * j] * factorial(i + 2 * j) / (2**j * factorial(j) * factorial(i)) * v**j for j in range((len(c) - 1 - i) // 2 + 1))
              for i in range(len(c))] for v in (q, r)]
        return sum(factorial(i) * h[0][i] * h[1][i] * k**i for i in range(len(c)))

    c = [mpf(x) for x in coefficients]
    slope = [i * x for i, x in enumerate(c)][1:]
    return lambda q, r, k: (moments(c, q, r, k), moments(slope, q, r, k))


DUALS = {"relu": relu(0, 1), "abs": relu(-1, 1), "erf": erf_dual, "rbf": rbf_dual}


class Kernels:
    """K and Theta of all pixel pairs of all pairs of rows, as dictionaries."""

    def __init__(self, rows, height, width, k, t):
        self.rows, self.height, self.width, self.k, self.t = rows, height, width, k, t

    def each(self, rule, height=None, width=None):
        height, width = height or self.height, width or self.width
        cells = {(i, j, p, q): rule(i, j, p, q) for i in range(self.rows) for j in range(self.rows) for p in range(height * width) for q in range(height * width)}
        return Kernels(self.rows, height, width, {c: v[0] for c, v in cells.items()}, {c: v[1] for c, v in cells.items()})


def under(p, layer, height, width):
    """Pixels under the 3 x 3 filter of padding same at pixel p, None outside."""
    y, x = divmod(p, width)
    return [(y + a) * width + x + b if 0 <= y + a < height and 0 <= x + b < width else None for a in (-1, 0, 1) for b in (-1, 0, 1)]


def apply(s, layer):
    kind = layer["type"]
    if kind in ("dense", "conv"):
        w, b = mpf(layer["wStd"]) ** 2, mpf(layer.get("bStd", 0)) ** 2

        def mean(values, i, j, p, q):
            if kind == "dense":
                return values[i, j, p, q]
            pairs = zip(under(p, layer, s.height, s.width), under(q, layer, s.height, s.width))
            return sum((values[i, j, a, c] for a, c in pairs if a is not None and c is not None), mpf(0)) / 9

        def rule(i, j, p, q):
            k = w * mean(s.k, i, j, p, q) + b
            return k, k + w * mean(s.t, i, j, p, q)

        return s.each(rule)
    if kind == "globalAvgPool":
        pixels = range(s.height * s.width)
        return s.each(lambda i, j, p, q: tuple(sum(v[i, j, a, b] for a in pixels for b in pixels) / len(pixels) ** 2 for v in (s.k, s.t)), 1, 1)
    if kind == "flatten":
        pixels = range(s.height * s.width)
        return s.each(lambda i, j, p, q: tuple(sum(v[i, j, a, a] for a in pixels) / len(pixels) for v in (s.k, s.t)), 1, 1)
    if kind == "avgPool":
        half = s.width // 2

        def block(p):
            y, x = divmod(p, half)
            return [(2 * y + a) * s.width + 2 * x + b for a in (0, 1) for b in (0, 1)]

        return s.each(lambda i, j, p, q: tuple(sum(v[i, j, a, b] for a in block(p) for b in block(q)) / 16 for v in (s.k, s.t)), s.height // 2, half)
    dual = polynomial_dual(layer["coefficients"]) if kind == "polynomial" else DUALS[kind]

    def activation(i, j, p, q):
        k, slope = dual(s.k[i, i, p, p], s.k[j, j, q, q], s.k[i, j, p, q])
        return k, slope * s.t[i, j, p, q]

    return s.each(activation)


def case(name, layers, inputs, shape):
    height, width, channels = shape
    x = [[[mpf(v) for v in row[p * channels:(p + 1) * channels]] for p in range(height * width)] for row in inputs]
    start = Kernels(len(x), height, width, {}, {})
    state = start.each(lambda i, j, p, q: (sum(a * b for a, b in zip(x[i][p], x[j][q])) / channels, mpf(0)))
    for layer in layers:
        state = apply(state, layer)
    order = [(i, j, 0, 0) for i in range(len(x)) for j in range(len(x))]
    return {"name": name, "network": {"layers": layers}, "shape": [len(x), *([channels] if height * width == 1 else shape)],
            "inputs": [v for row in inputs for v in row], "nngp": [split(state.k[c]) for c in order], "ntk": [split(state.t[c]) for c in order]}


def normal(count):
    return [random.gauss(0, 1) for _ in range(count)]


def neighbours(row, distances):
    """The row, rows at relative distances from it, and its mirror image."""
    length = sum(v * v for v in row) ** 0.5
    directions = [normal(len(row)) for _ in distances]
    return [row] + [[v + d * length * e / sum(x * x for x in g) ** 0.5 for v, e in zip(row, g)] for d, g in zip(distances, directions)] + [[-v for v in row]]


def dense(w=1.4, b=0.1):
    return {"type": "dense", "wStd": w, "bStd": b}


def conv(w=1.4, b=0.1):
    return {"type": "conv", "filter": [3, 3], "padding": "same", "wStd": w, "bStd": b}


def act(kind):
    return {"type": kind}


close = neighbours(normal(7), [1e-1, 1e-4, 1e-8, 1e-12, 1e-15])
images = neighbours(normal(12), [1e-2, 1e-7, 1e-12])
CASES = [
    case("relu", [dense(), act("relu")] * 3 + [dense()], close, (1, 1, 7)),
    case("relu without biases", [dense(1.4, 0), act("relu")] * 6 + [dense(1.4, 0)], close, (1, 1, 7)),
    case("abs", [dense(1.1, 0), act("abs")] * 3 + [dense()], close, (1, 1, 7)),
    case("erf", [dense(), act("erf")] * 3 + [dense()], close, (1, 1, 7)),
    case("rbf", [dense(), act("rbf"), dense()], close, (1, 1, 7)),
    case("polynomial", [dense(0.8), {"type": "polynomial", "coefficients": [0.3, -0.5, 0.2, 0.1]}] * 2 + [dense()], close, (1, 1, 7)),
    case("erf and relu", [dense(), act("erf"), dense(), act("relu"), dense()], close[:4], (1, 1, 7)),
    case("flatten", [conv(), act("relu")] * 3 + [act("flatten"), dense()], images, (3, 4, 1)),
    case("global average", [conv(), act("relu")] * 2 + [act("globalAvgPool"), dense()], images[:3], (3, 4, 1)),
    case("pool and relu", [conv(), act("relu"), {"type": "avgPool", "window": [2, 2]}, conv(), act("relu"), act("globalAvgPool"), dense()],
         neighbours(normal(16), [1e-2, 1e-7]), (4, 4, 1)),
]
with open(sys.argv[1] if len(sys.argv) > 1 else "tests/Golden/reference.json", "w", encoding="utf-8") as file:
    json.dump(CASES, file, separators=(",", ":"))
    file.write("\n")
