"""Speaks the protocol of bench/peers/worker.py without any package: fully-connected ReLU networks by their closed form (Cho and Saul 2009; Jacot et al. 2018)."""
import ast
import json
import math
import struct
import sys
import time


def load(path):
    with open(path, "rb") as file:
        assert file.read(8) == b"\x93NUMPY\x01\x00"
        header = ast.literal_eval(file.read(struct.unpack("<H", file.read(2))[0]).decode())
        rows = header["shape"][0]
        kind = {"<f4": "f", "<f8": "d"}[header["descr"]]
        count = math.prod(header["shape"])
        values = struct.unpack(f"<{count}{kind}", file.read())
    width = count // rows
    return [values[i * width:(i + 1) * width] for i in range(rows)]


def save(path, matrix):
    header = str({"descr": "<f8", "fortran_order": False, "shape": (len(matrix), len(matrix[0]))})
    header += " " * (-(len(header) + 11) % 64) + "\n"
    with open(path, "wb") as file:
        file.write(b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode())
        for row in matrix:
            file.write(struct.pack(f"<{len(row)}d", *row))


def kernel(layers, a, b):
    """Variances of both inputs, covariance and tangent kernel, layer after layer."""
    mean = [math.fsum(x * y for x, y in zip(p, q)) / len(p) for p, q in ((a, a), (b, b), (a, b))]
    first, second, covariance, tangent = *mean, 0.0
    for layer in layers:
        if layer["type"] == "dense":
            weights, bias = layer["wStd"] ** 2, (layer.get("bStd") or 0) ** 2
            first, second, covariance = (weights * v + bias for v in (first, second, covariance))
            tangent = covariance + weights * tangent
        else:
            scale = math.sqrt(first * second)
            angle = math.acos(max(-1.0, min(1.0, covariance / scale)))
            covariance = scale * (math.sin(angle) + (math.pi - angle) * math.cos(angle)) / (2 * math.pi)
            tangent *= (math.pi - angle) / (2 * math.pi)
            first, second = first / 2, second / 2
    return covariance, tangent


def answer(**fields):
    print(json.dumps(fields), flush=True)


def run(command):
    global state, result
    name = command.pop("command")
    if name == "prepare":
        state = (command["network"]["layers"], load(command["x1"]), load(command["x2"] or command["x1"]))
        unknown = [layer["type"] for layer in state[0] if layer["type"] not in ("dense", "relu")]
        if unknown:
            return {"refused": f"{unknown[0]} is not known"}
    if name in ("prepare", "run"):
        start = time.perf_counter()
        result = [[kernel(state[0], a, b) for b in state[2]] for a in state[1]]
        return {"seconds": time.perf_counter() - start}
    if name == "save":
        for index, path in enumerate((command["nngp"], command["ntk"])):
            save(path, [[pair[index] for pair in row] for row in result])
        return {}
    return {"error": f"{name} is not a command"}


answer(name="fake", version="1.0", precision=sys.argv[1], details="closed forms")
for line in sys.stdin:
    answer(**run(json.loads(line)))
