"""Computes NNGP and NTK kernels with neural-tangents, for as long as it is told to.

    python bench/peers/worker.py float32

One precision a process: with jax_enable_x64, float32 inputs give a float64 kernel. Each line of standard input is a command, each line of standard output its
answer, both JSON objects; docs/benchmarks.md lists them. What JAX prints goes to standard error.
"""
import json
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)


def answer(**fields):
    answers.write(json.dumps(fields) + "\n")
    answers.flush()


precision = sys.argv[1]
try:
    import jax

    jax.config.update("jax_enable_x64", precision == "float64")
    import neural_tangents
    import numpy as np
    from networks import NotTranslated, translate
except ImportError as error:
    answer(missing=str(error))
    sys.exit(0)


class Worker:
    def hello(self):
        return {
            "name": "neural-tangents", "version": neural_tangents.__version__, "precision": precision,
            "details": f"JAX {jax.__version__} on {jax.default_backend()}, NumPy {np.__version__}, Python {sys.version.split()[0]}",
        }

    def prepare(self, network, x1, x2):
        """Compiles a kernel, and computes it once."""
        kernel = translate(network)
        self.function = jax.jit(lambda a, b: kernel(a, b, ("nngp", "ntk")))
        self.inputs = tuple(None if path is None else np.load(path).astype(precision) for path in (x1, x2))
        return self.run()

    def run(self):
        """Computes it again."""
        start = time.perf_counter()
        self.result = jax.block_until_ready(self.function(*self.inputs))
        return {"seconds": time.perf_counter() - start}

    def save(self, nngp, ntk):
        """Writes the kernels."""
        np.save(nngp, np.asarray(self.result.nngp))
        np.save(ntk, np.asarray(self.result.ntk))
        return {}


worker = Worker()
answer(**worker.hello())
for line in sys.stdin:
    command = json.loads(line)
    try:
        answer(**getattr(worker, command.pop("command"))(**command))
    except NotTranslated as error:
        answer(refused=str(error))
    except Exception as error:  # the other side decides what an error means
        answer(error=f"{type(error).__name__}: {error}")
