"""Reads the graph that ships back into the net that it was written from, so that others can learn from it or start from it.

Its batch norms are folded into the convolutions; norms that change nothing at first take their place. Heads come as they were calibrated.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import data
from model import ConvBN, ExpressionNet, Squeeze, settle

SETTLED_BY = 512  # faces


def read_weights(folder: Path) -> dict[str, np.ndarray]:
    """Name -> float32 array of a TensorFlow.js graph model's constants."""
    description = json.loads((folder / "model.json").read_text())
    stored = (folder / "weights.bin").read_bytes()
    weights, at = {}, 0
    for spec in description["weightsManifest"][0]["weights"]:
        packing = spec.get("quantization", {"dtype": spec["dtype"]})
        values = np.frombuffer(stored, np.dtype(packing["dtype"]).newbyteorder("<"), int(np.prod(spec["shape"])), at)
        at += values.nbytes
        values = values.astype(np.float32) * packing.get("scale", 1) + packing.get("min", 0)
        weights[spec["name"]] = values.reshape(spec["shape"]).astype(np.float32)
    return weights


@torch.no_grad()
def read_net(folder: Path, face: torch.Tensor) -> ExpressionNet:
    """The net in `folder`, its norms settled on pictures like face [N, 1, 48, 48], gray in 0..1."""
    weights = read_weights(folder)
    net = ExpressionNet().eval()

    def kernel(name: str) -> torch.Tensor:
        return torch.from_numpy(weights[f"{name}/kernel"].transpose(3, 2, 0, 1).copy())

    hooks = []
    for path, layer in net.trunk.named_modules():
        name = f"trunk/{path.replace('.', '/')}"
        if isinstance(layer, ConvBN):
            layer.conv.weight.copy_(kernel(name))
            layer.bn.bias.copy_(torch.from_numpy(weights[f"{name}/bias"].copy()))
            hooks.append(layer.bn.register_forward_pre_hook(lambda norm, inputs: settle(norm, inputs[0])))
        if isinstance(layer, Squeeze):
            for part in ("down", "up"):
                getattr(layer, part).weight.copy_(kernel(f"{name}/{part}"))
                getattr(layer, part).bias.copy_(torch.from_numpy(weights[f"{name}/{part}/bias"]))
    net(face)
    for hook in hooks:
        hook.remove()
    for head in ("votes", "labels", "movements"):
        if f"{head}/matrix" not in weights:
            continue
        getattr(net, head).weight.copy_(torch.from_numpy(weights[f"{head}/matrix"].T.copy()))
        getattr(net, head).bias.copy_(torch.from_numpy(weights[f"{head}/bias"]))
    return net


def main() -> None:
    """Command line; writes NAME-best.pt."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(here / "runs"))
    parser.add_argument("--model", default=str(here.parent / "models" / "expression"))
    parser.add_argument("--name", default="shipped", help="of the checkpoint")
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    rows = np.flatnonzero(faces.trainable)[:SETTLED_BY]
    face = torch.from_numpy(faces.images[faces.cell[rows]]).unsqueeze(1).float() / 255
    net = read_net(Path(args.model), face)
    torch.save({"net": net.state_dict(), "about": json.dumps({"net": "small"})}, Path(args.runs) / f"{args.name}-best.pt")


if __name__ == "__main__":
    main()
