"""Time of an entry of a kernel of images, NNGP and NTK together, by neural-tangents and by Ntk, one after the other.

    python bench/Peer/compare_images.py gap 10 28 1 float32
    python bench/Peer/compare_images.py vec 21 32 3 float64

Architecture (gap, vec or myrtle5, whose depth is not read), convolutions, height and width, channels, precision. Filters are 3 × 3, SAME, with ReLU. Both use all
processors; of neural-tangents the compiled function is timed, not its compilation. The ratio is the median over rounds. The largest difference between the two is
printed as well, relative to the root of the product of the diagonal's entries.
"""
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

import jax
import numpy as np

kind, depth, size, channels, precision = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
jax.config.update("jax_enable_x64", precision == "float64")
from neural_tangents import stax  # noqa: E402  (after the configuration)

ROUNDS = 3
W, B = 2**0.5, 0.1
ROWS, COLUMNS = (100, 100) if kind == "vec" else (2, 2)
OUR_ROWS, OUR_COLUMNS = (256, 1024) if kind == "vec" else (32, 64)


def block():
    return [stax.Conv(1, (3, 3), padding="SAME", W_std=W, b_std=B), stax.Relu()]


if kind == "myrtle5":
    pool = [stax.AvgPool((2, 2), strides=(2, 2))]
    layers = block() + block() + pool + block() + pool + block() + pool + [stax.Flatten()]
else:
    layers = [layer for _ in range(depth) for layer in block()] + [stax.GlobalAvgPool() if kind == "gap" else stax.Flatten()]
network = stax.serial(*layers, stax.Dense(1, W_std=W, b_std=B))
kernel = jax.jit(lambda a, b: network[2](a, b, ("nngp", "ntk")))
random = np.random.default_rng(1)
x1 = random.standard_normal((ROWS, size, size, channels)).astype(precision)
x2 = random.standard_normal((COLUMNS, size, size, channels)).astype(precision)


def peer():
    start = time.perf_counter()
    result = kernel(x1, x2)
    jax.block_until_ready((result.nngp, result.ntk))
    return (time.perf_counter() - start) / (ROWS * COLUMNS)


def bench(*arguments):
    command = ["dotnet", "run", "-c", "Release", "--no-build", "--project", "bench", "--", *map(str, arguments)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def ours():
    return float(bench("image-entry", kind, depth, size, channels, precision, OUR_ROWS, OUR_COLUMNS))


def difference(theirs):
    """The same images through ntk kernel."""
    preset = {"gap": f"convGap({depth})", "vec": f"convVec({depth})", "myrtle5": "myrtle5"}[kind]
    with tempfile.TemporaryDirectory() as folder:
        paths = [os.path.join(folder, name) for name in ("a.npy", "b.npy", "k.npz")]
        np.save(paths[0], x1)
        np.save(paths[1], x2)
        subprocess.run(
            ["dotnet", "src/Ntk.Cli/bin/Release/net10.0/ntk.dll", "kernel", "--network", preset, "--x1", paths[0], "--x2", paths[1],
             "--precision", precision, "--output", paths[2]], check=True, capture_output=True)
        mine = np.load(paths[2])
        return {name: float(np.abs(mine[name] - np.asarray(getattr(theirs, name))).max() / np.abs(mine[name]).max()) for name in ("nngp", "ntk")}


peer()
peer_seconds, our_seconds = zip(*((peer(), ours()) for _ in range(ROUNDS)))
ratio = statistics.median(a / b for a, b in zip(peer_seconds, our_seconds))
print(json.dumps({
    "case": f"{kind} {size}x{size}x{channels}, {depth} layers, {precision}", "peerMilliseconds": 1e3 * min(peer_seconds),
    "ntkMilliseconds": 1e3 * min(our_seconds), "ratio": ratio, "difference": difference(kernel(x1, x2))}))
