"""Writes a checkpoint as a TensorFlow.js graph model: batch norm folded, heads calibrated, weights in float16.

The graph is spelled out node by node, so that TensorFlow is needed nowhere and only ops with fast kernels occur.
"""

import argparse
import base64
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

import data
from calibrate import Calibrated, calibrate
from drawn import drawn_faces
from mesh import MOVEMENTS
from model import VARIANCE_FLOOR, Bottleneck, ConvBN, Residual, Squeeze, count_multiply_adds
from model import count_parameters
from predict import predict, read_checkpoint


def _text(value: str) -> dict:
    return {"s": base64.b64encode(value.encode()).decode()}


def _integers(values: list[int]) -> dict:
    return {"list": {"i": [str(v) for v in values]}}


SHARES = ("votes", "labels", "shown")
LARGE = 150_000  # numbers in an array from which on one byte each must do


def steps(value: np.ndarray) -> tuple[float, float]:
    """Step and lowest value of the 256 even steps, zero among them, that store the array with the least squared error."""
    best = (np.inf, 0.0, 0.0)
    for reach in np.linspace(0.4, 1, 25):
        low, high = reach * min(value.min(), 0), reach * max(value.max(), 0)
        scale = (high - low) / 255
        low = np.round(low / scale) * scale
        error = np.square(np.clip(np.round((value - low) / scale), 0, 255) * scale + low - value).sum()
        best = min(best, (error, scale, low))
    return float(best[1]), float(best[2])


FLOAT = {"type": "DT_FLOAT"}
NHWC = _text("NHWC")


class Graph:
    """Collects the nodes and weights of a TensorFlow.js graph; every method returns the name of the node it adds."""

    def __init__(self) -> None:
        self.nodes: list[dict] = []
        self.specs: list[dict] = []
        self.bytes: list[bytes] = []

    def node(self, op: str, name: str, inputs: list[str], **attr: dict) -> str:
        """Add one operation; attr are TensorFlow's attributes in their JSON form."""
        self.nodes.append({"name": name, "op": op, "input": inputs, "attr": {"T": FLOAT} | attr})
        return name

    def weight(self, name: str, value: np.ndarray | list) -> str:
        """Add a constant: integers are stored as int32, floats as float16, large kernels as uint8 on 256 even steps."""
        value = np.asarray(value)
        whole = np.issubdtype(value.dtype, np.integer)
        dtype = "DT_INT32" if whole else "DT_FLOAT"
        shape = {"dim": [{"size": str(size)} for size in value.shape]}
        tensor = {"tensor": {"dtype": dtype, "tensorShape": shape}}
        self.nodes.append({"name": name, "op": "Const", "attr": {"dtype": {"type": dtype}, "value": tensor}})
        spec = {"name": name, "shape": list(value.shape), "dtype": "int32" if whole else "float32"}
        if whole:
            stored = value.astype("<i4")
        elif value.size < LARGE:
            spec["quantization"] = {"dtype": "float16", "original_dtype": "float32"}
            stored = value.astype("<f2")
        else:
            scale, low = steps(value)
            spec["quantization"] = {"dtype": "uint8", "original_dtype": "float32", "scale": scale, "min": low}
            stored = np.clip(np.round((value - low) / scale), 0, 255).astype(np.uint8)
        self.specs.append(spec)
        self.bytes.append(stored.tobytes())
        return name

    def convolution(
        self, name: str, x: str, kernel: torch.Tensor, bias: torch.Tensor, stride: int, depthwise: bool, relu: bool
    ) -> str:
        """Fused convolution, bias and ReLU; kernel [out, in, h, w] as PyTorch has it."""
        order = (2, 3, 0, 1) if depthwise else (2, 3, 1, 0)
        inputs = [x, self.weight(f"{name}/kernel", kernel.permute(order).numpy()), self.weight(f"{name}/bias", bias.numpy())]
        fused = [_text("BiasAdd")["s"]] + ([_text("Relu")["s"]] if relu else [])
        return self.node(
            "FusedDepthwiseConv2dNative" if depthwise else "_FusedConv2D",
            name,
            inputs,
            strides=_integers([1, stride, stride, 1]),
            dilations=_integers([1, 1, 1, 1]),
            padding=_text("SAME"),
            data_format=NHWC,
            explicit_paddings={"list": {}},
            fused_ops={"list": {"s": fused}},
            num_args={"i": "1"},
            epsilon={"f": 0},
        )

    def pool(self, name: str, x: str, side: int) -> str:
        """Mean over the whole picture, [N, side, side, C] -> [N, 1, 1, C]."""
        window = _integers([1, side, side, 1])
        return self.node("AvgPool", name, [x], ksize=window, strides=window, padding=_text("VALID"), data_format=NHWC)

    def reshape(self, name: str, x: str, shape: list[int]) -> str:
        """Change the shape; -1 stands for the batch."""
        return self.node("Reshape", name, [x, self.weight(f"{name}/shape", np.array(shape, np.int32))])

    def row_mean(self, name: str, x: str) -> str:
        """Mean of each row, [N, C] -> [N, 1]."""
        axis = self.weight(f"{name}/axis", np.array([1], np.int32))
        return self.node("Mean", name, [x, axis], keep_dims={"b": True}, Tidx={"type": "DT_INT32"})


def fold(layer: ConvBN) -> tuple[torch.Tensor, torch.Tensor]:
    """Kernel and bias that do what convolution and batch norm do together."""
    bn = layer.bn
    scale = bn.weight / torch.sqrt(bn.running_var + bn.eps)
    return layer.conv.weight * scale[:, None, None, None], bn.bias - bn.running_mean * scale


class Writer:
    """Walks through the net's modules, keeps the picture's side, and adds each to the graph."""

    def __init__(self, graph: Graph, side: int) -> None:
        self.graph = graph
        self.side = side

    def conv(self, name: str, layer: ConvBN, x: str) -> str:
        """Convolution with folded batch norm."""
        kernel, bias = fold(layer)
        self.side //= layer.stride
        return self.graph.convolution(name, x, kernel, bias, layer.stride, layer.conv.groups > 1, layer.relu)

    def squeeze(self, name: str, layer: Squeeze, x: str) -> str:
        """Squeeze and excitation."""
        graph = self.graph
        gate = graph.pool(f"{name}/mean", x, self.side)
        gate = graph.convolution(f"{name}/down", gate, layer.down.weight, layer.down.bias, 1, False, True)
        gate = graph.convolution(f"{name}/up", gate, layer.up.weight, layer.up.bias, 1, False, False)
        return graph.node("Mul", f"{name}/gated", [x, graph.node("Sigmoid", f"{name}/gate", [gate])])

    def block(self, name: str, block: nn.Module, x: str) -> str:
        """Any of the trunk's blocks."""
        graph = self.graph
        if isinstance(block, ConvBN):
            return self.conv(name, block, x)
        if isinstance(block, (Residual, Bottleneck)):
            y = x
            for part in ("first", "second") if isinstance(block, Residual) else ("narrow", "middle", "widen"):
                y = self.conv(f"{name}/{part}", getattr(block, part), y)
            y = self.squeeze(f"{name}/squeeze", block.squeeze, y)
            return graph.node("Relu", f"{name}/relu", [graph.node("AddV2", f"{name}/sum", [x, y])])
        raise TypeError(f"no export for {type(block).__name__}")


@torch.no_grad()
def build(calibrated: Calibrated) -> Graph:
    """The whole graph: `face` [N, 48, 48, 1] in; `votes` [N, 10], `labels` [N, 7], `shown` [N, 7] out, probabilities, and `movements` [N, 5].

    Each head reads the trunk's features alone, so whoever asks for one of them has none of the others computed.
    """
    net = calibrated.net
    graph = Graph()
    size = data.SIZE
    shape = {"dim": [{"size": str(s)} for s in (-1, size, size, 1)]}
    graph.nodes.append({"name": "face", "op": "Placeholder", "attr": {"dtype": FLOAT, "shape": {"shape": shape}}})
    flat = graph.reshape("standardise/flat", "face", [-1, size * size])
    centred = graph.node("Sub", "standardise/centred", [flat, graph.row_mean("standardise/mean", flat)])
    square = graph.node("Square", "standardise/square", [centred])
    floor = graph.weight("standardise/floor", np.float32(VARIANCE_FLOOR))
    variance = graph.node("AddV2", "standardise/variance", [graph.row_mean("standardise/spread", square), floor])
    scaled = graph.node("Mul", "standardise/scaled", [centred, graph.node("Rsqrt", "standardise/scale", [variance])])
    x = graph.reshape("standardise/face", scaled, [-1, size, size, 1])
    writer = Writer(graph, size)
    for index, block in enumerate(net.trunk):
        x = writer.block(f"trunk/{index}", block, x)
    features = graph.reshape("features", graph.pool("mean", x, writer.side), [-1, net.votes.in_features])
    heads = {"votes": net.votes, "labels": net.labels, "shown": calibrated.shown, "movements": net.movements}
    for name, head in heads.items():
        inputs = [features, graph.weight(f"{name}/matrix", head.weight.T.numpy())]
        inputs.append(graph.weight(f"{name}/bias", head.bias.numpy()))
        no = {"b": False}
        fused = {"list": {"s": [_text("BiasAdd")["s"]]}}
        is_shares = name != "movements"
        node = f"{name}/logits" if is_shares else name
        graph.node("_FusedMatMul", node, inputs, transpose_a=no, transpose_b=no, fused_ops=fused, num_args={"i": "1"})
        if is_shares:
            graph.node("Softmax", name, [node])
    return graph


def write(graph: Graph, folder: Path, metadata: dict) -> int:
    """Write model.json and weights.bin; returns their size in bytes."""
    def tensor(name: str, sizes: tuple[int, ...]) -> dict:
        dim = [{"size": str(size)} for size in sizes]
        return {"name": f"{name}:0", "dtype": "DT_FLOAT", "tensorShape": {"dim": dim}}

    model = {
        "format": "graph-model",
        "generatedBy": "roomtone training/export.py",
        "convertedBy": "roomtone training/export.py",
        "signature": {
            "inputs": {"face": tensor("face", (-1, data.SIZE, data.SIZE, 1))},
            "outputs": {
                "votes": tensor("votes", (-1, len(data.VOTES))),
                "labels": tensor("labels", (-1, len(data.LABELS))),
                "shown": tensor("shown", (-1, len(data.LABELS))),
                "movements": tensor("movements", (-1, len(MOVEMENTS))),
            },
        },
        "modelTopology": {"node": graph.nodes, "library": {}, "versions": {"producer": 1}},
        "weightsManifest": [{"paths": ["weights.bin"], "weights": graph.specs}],
        "userDefinedMetadata": metadata,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.json").write_text(json.dumps(model, separators=(",", ":")) + "\n")
    (folder / "weights.bin").write_bytes(b"".join(graph.bytes))
    return sum((folder / name).stat().st_size for name in ("model.json", "weights.bin"))


def write_reference(net: Calibrated, faces: data.Faces, runs: Path, count: int = 64) -> None:
    """Faces and the net's answers for check_export.mjs: float32 faces [count, 48, 48, 1], votes, labels, shown, movements, in a row."""
    rows = faces.rows("V")
    rows = rows[:: len(rows) // count][:count]
    *logits, movements = predict(net, faces, rows)
    answers = [*(torch.from_numpy(z).softmax(1).numpy() for z in logits), movements]
    gray = faces.images[faces.cell[rows]].astype(np.float32) / 255
    (runs / "reference.bin").write_bytes(b"".join(a.astype("<f4").tobytes() for a in (gray, *answers)))


@torch.no_grad()
def write_float32(net: Calibrated, file: Path) -> None:
    """Drawn faces and the answers of the net before its weights are stored in fewer bits, for the tests of the engine."""
    faces = drawn_faces()
    *logits, movements = net(torch.from_numpy(faces).unsqueeze(1).float() / 255)
    answers = dict(zip(SHARES, (z.softmax(1) for z in logits), strict=True)) | {"movements": movements}
    said = {name: [[round(float(p), 6) for p in row] for row in answer] for name, answer in answers.items()}
    gray = [base64.b64encode(face.tobytes()).decode() for face in faces]
    file.write_text(json.dumps({"gray": gray, **said}, indent=1) + "\n")


def main() -> None:
    """Command line; prints what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"))
    parser.add_argument("--checkpoint", default="expression-best.pt", help="a file in the runs folder")
    parser.add_argument("--to", default=str(Path(__file__).parent.parent / "models" / "expression"))
    parser.add_argument("--fixture", default=str(Path(__file__).parent.parent / "test/fixtures/expression-float32.json"))
    parser.add_argument("--version", default="0.4.1", help="of the model, for its metadata")
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    net, about = read_checkpoint(Path(args.runs) / args.checkpoint)
    calibrated = calibrate(net, faces, about.pop("movements"))
    metadata = {
        "name": "roomtone-expression",
        "version": args.version,
        "parameters": count_parameters(net),
        "multiplyAdds": count_multiply_adds(net),
        "input": {"size": data.SIZE, "channels": 1, "range": [0, 1]},
        "votes": data.VOTES,
        "labels": data.LABELS,
        "movements": MOVEMENTS,
        "training": {"data": "FER2013 with FER+ votes", **about},
        "calibration": calibrated.figures,
    }
    size = write(build(calibrated), Path(args.to), metadata)
    write_reference(calibrated, faces, Path(args.runs))
    write_float32(calibrated, Path(args.fixture))
    print(json.dumps({"bytes": size, **metadata}, indent=2))


if __name__ == "__main__":
    main()
