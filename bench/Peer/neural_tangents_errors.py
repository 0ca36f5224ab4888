"""Errors of neural-tangents on the fully-connected golden kernels, in the measure of tests/Golden/README.md.

    python bench/Peer/neural_tangents_errors.py float64 tests/Golden
    python bench/Peer/neural_tangents_errors.py float32 tests/Golden

One precision a process: with jax_enable_x64, float32 inputs give a float64 kernel.
"""
import glob
import json
import os
import sys

import jax
import numpy as np

precision, folder = sys.argv[1], sys.argv[2]
jax.config.update("jax_enable_x64", precision == "float64")
from neural_tangents import stax  # noqa: E402  (after the configuration)

SIMPLE = {"relu": stax.Relu, "abs": stax.Abs, "sign": stax.Sign, "identity": stax.Identity}


def layer(spec):
    kind = spec["type"]
    if kind == "dense" and spec.get("parameterization", "ntk") == "ntk":
        return stax.Dense(1, W_std=spec["wStd"], b_std=spec.get("bStd"))
    if kind in SIMPLE:
        return SIMPLE[kind]()
    if kind == "erf":
        return stax.Erf(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0))
    if kind == "gelu":
        return stax.Gelu()
    if kind == "sin":
        return stax.Sin(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0))
    if kind == "cos":
        return stax.Cos(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0))
    if kind == "leakyRelu":
        return stax.LeakyRelu(spec["alpha"])
    if kind == "abRelu":
        return stax.ABRelu(spec["a"], spec["b"])
    if kind == "rbf":
        return stax.Rbf(spec["gamma"])
    if kind == "rectifiedMonomial":
        return stax.RectifiedMonomial(spec["degree"])
    if kind == "monomial":
        return stax.Monomial(spec["degree"])
    raise KeyError(kind)


def tensor(spec):
    return np.array(spec["data"], dtype=precision).reshape(spec["shape"])


for path in sorted(glob.glob(os.path.join(folder, "*.json"))):
    with open(path) as file:
        golden = json.load(file)
    name = os.path.basename(path)[:-5]
    if "nngp" not in golden:
        continue
    try:
        kernel = stax.serial(*map(layer, golden["network"]["layers"]))[2]
    except KeyError as unknown:
        print(f"| {name} | not compared: {unknown} |")
        continue
    x1 = tensor(golden["x1"])
    x2 = None if golden["x2"] is None else tensor(golden["x2"])
    result = kernel(x1, x2, ("nngp", "ntk"))
    errors = []
    for get in ("nngp", "ntk"):
        exact = np.array(golden[get]["data"]).reshape(golden[get]["shape"])
        first = np.array(golden[get + "Diagonal1"]["data"])
        second = first if x2 is None else np.array(golden[get + "Diagonal2"]["data"])
        actual = np.asarray(getattr(result, get), dtype="float64")
        with np.errstate(all="ignore"):
            error = np.abs(actual - exact) / (np.sqrt(first)[:, None] * np.sqrt(second)[None, :])
        error = np.where(actual == exact, 0, error)
        errors.append("NaN" if np.isnan(actual).any() else f"{error.max():.1e}")
    print(f"| {name} | {errors[0]} | {errors[1]} |")
