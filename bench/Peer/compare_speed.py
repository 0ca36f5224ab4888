"""Time of a fully-connected Gram matrix, NNGP and NTK together, by neural-tangents and by Ntk, one after the other.

    python bench/Peer/compare_speed.py float32 4000 784

Precision, rows and features; the network has three hidden ReLU layers. Both use all processors; of neural-tangents the compiled function
is timed, not its compilation. The ratio is the median over rounds.
"""
import statistics
import subprocess
import sys
import time

import jax
import numpy as np

precision, rows, features = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
jax.config.update("jax_enable_x64", precision == "float64")
from neural_tangents import stax  # noqa: E402  (after the configuration)

ROUNDS = 5
layers = [layer for _ in range(3) for layer in (stax.Dense(1, W_std=2**0.5, b_std=0.1), stax.Relu())]
kernel = jax.jit(lambda x: stax.serial(*layers, stax.Dense(1, W_std=2**0.5, b_std=0.1))[2](x, None, ("nngp", "ntk")))
x = np.random.default_rng(1).random((rows, features)).astype(precision)


def peer():
    start = time.perf_counter()
    result = kernel(x)
    jax.block_until_ready((result.nngp, result.ntk))
    return time.perf_counter() - start


def ours():
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", "bench", "--", "gram", str(rows), str(features), precision]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


peer()
peer_seconds, our_seconds = zip(*((peer(), ours()) for _ in range(ROUNDS)))
ratios = [a / b for a, b in zip(peer_seconds, our_seconds)]
print(f"{precision}, {rows} rows of {features} features: neural-tangents {min(peer_seconds):.3f} s, Ntk {min(our_seconds):.3f} s, ratio {statistics.median(ratios):.1f}")
