"""Networks of Ntk, as JSON, as networks of neural-tangents."""
from neural_tangents import stax


class NotTranslated(Exception):
    """A layer that has no counterpart here."""


def translate(network):
    """The kernel function of a network."""
    return _serial(network["layers"])[2]


def _serial(layers):
    return stax.serial(*map(_layer, layers)) if layers else stax.Identity()


def _branches(spec, fan_in):
    branches = spec["branches"]
    return stax.serial(stax.FanOut(len(branches)), stax.parallel(*map(_serial, branches)), fan_in)


def _window(spec, name, strides_unless_given):
    """Window, strides and padding; Ntk's pools move by their window unless told otherwise, its convolutions by one."""
    window = tuple(spec[name])
    return window, tuple(spec.get("strides") or strides_unless_given(window)), spec.get("padding", "valid").upper()


def _by_one(window):
    return (1,) * len(window)


def _conv(spec):
    window, strides, padding = _window(spec, "filter", _by_one)
    return stax.Conv(1, window, strides, padding, W_std=spec.get("wStd", 1.0), b_std=spec.get("bStd"))


def _avg_pool(spec):
    window, strides, padding = _window(spec, "window", tuple)
    return stax.AvgPool(window, strides, padding, normalize_edges=spec.get("normalizeEdges", False))


def _sum_pool(spec):
    return stax.SumPool(*_window(spec, "window", tuple))


def _layer_norm(spec):
    axes = {"height": 1, "width": 2, "channels": -1}
    return stax.LayerNorm(tuple(axes[name] for name in spec.get("axes") or ["channels"]), eps=spec.get("epsilon", 1e-12))


_LAYERS = {
    "dense": lambda spec: stax.Dense(1, W_std=spec.get("wStd", 1.0), b_std=spec.get("bStd")),
    "conv": _conv,
    "avgPool": _avg_pool,
    "sumPool": _sum_pool,
    "globalAvgPool": lambda spec: stax.GlobalAvgPool(),
    "globalSumPool": lambda spec: stax.GlobalSumPool(),
    "flatten": lambda spec: stax.Flatten(),
    "identity": lambda spec: stax.Identity(),
    "layerNorm": _layer_norm,
    "dropout": lambda spec: stax.Dropout(spec["keep"]),
    "sum": lambda spec: _branches(spec, stax.FanInSum()),
    "product": lambda spec: _branches(spec, stax.FanInProd()),
    "relu": lambda spec: stax.Relu(),
    "leakyRelu": lambda spec: stax.LeakyRelu(spec["alpha"]),
    "abRelu": lambda spec: stax.ABRelu(spec["a"], spec["b"]),
    "abs": lambda spec: stax.Abs(),
    "sign": lambda spec: stax.Sign(),
    "rectifiedMonomial": lambda spec: stax.RectifiedMonomial(spec["degree"]),
    "erf": lambda spec: stax.Erf(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0)),
    "gelu": lambda spec: stax.Gelu(),
    "sin": lambda spec: stax.Sin(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0)),
    "cos": lambda spec: stax.Cos(spec.get("a", 1.0), spec.get("b", 1.0), spec.get("c", 0.0)),
    "rbf": lambda spec: stax.Rbf(spec.get("gamma", 1.0)),
    "monomial": lambda spec: stax.Monomial(spec["degree"]),
}


def _layer(spec):
    if spec["type"] not in _LAYERS or spec.get("parameterization", "ntk") != "ntk":
        raise NotTranslated(f"{spec['type']} with {', '.join(spec)} is not translated")
    return _LAYERS[spec["type"]](spec)
