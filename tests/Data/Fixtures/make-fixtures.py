"""Writes the fixtures beside this file, with NumPy. Element k in row-major order is k for unsigned integers, k - 12 for signed ones,
k / 4 - 3 for floating-point numbers and k % 2 for booleans."""
import os
import numpy as np

os.chdir(os.path.dirname(os.path.abspath(__file__)))
SHAPE = (2, 3, 4)


def values(dtype, shape=SHAPE):
    k = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    kind = np.dtype(dtype).kind
    return {"u": k, "i": k - 12, "f": k / 4 - 3, "b": k % 2}[kind].astype(dtype)


arrays = {}
for name in ["b1", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "f2", "f4", "f8"]:
    for order in "CF":
        for endian, mark in [("little", "<"), ("big", ">")]:
            arrays[f"{name}_{order}_{endian}"] = np.array(values(mark + name), dtype=mark + name, order=order)
np.savez("dtypes.npz", **arrays)
np.savez_compressed("dtypes-compressed.npz", **arrays)

for version in [1, 2, 3]:
    with open(f"version{version}.npy", "wb") as file:
        np.lib.format.write_array(file, values("<f8"), version=(version, 0))
np.save("fortran.npy", np.asfortranarray(values("<f4", (3, 5))))
np.save("vector.npy", values("<f8", (7,)))
np.save("scalar.npy", np.float64(2.5))
np.save("empty.npy", np.zeros((3, 0, 2), dtype="<f4"))
np.savez("labelled.npz", x=values("<f4", (4, 3)), y=np.array([0, 2, 1, 2]))
with open("two-arrays.npy", "wb") as file:
    np.save(file, np.arange(3.0))
    np.save(file, np.arange(4.0))
