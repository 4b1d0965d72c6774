"""Runs a net over many faces and reads checkpoints, so that training, measuring and exporting do both alike.

As a program it writes what a trained net says of every row of FER2013, for other nets to learn from.
"""

import argparse
import json
from functools import partial
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
from face_net import FaceNet
from model import ExpressionNet

NETS = {size: partial(ExpressionNet, size) for size in ("small", "medium", "large")} | {"face": FaceNet}


CROP = 44  # pixels of 48, as the field crops FER2013


def ten_crops(face: Tensor) -> list[Tensor]:
    """The corners and the middle of faces [N, 1, 48, 48], each brought back to 48 pixels, then the same ten mirrored."""
    rest = face.shape[-1] - CROP
    places = [(0, 0), (0, rest), (rest, 0), (rest, rest), (rest // 2, rest // 2)]
    crops = [face[:, :, y : y + CROP, x : x + CROP] for y, x in places]
    crops = [F.interpolate(crop, size=face.shape[2:], mode="bilinear", align_corners=False) for crop in crops]
    return crops + [crop.flip(3) for crop in crops]


@torch.no_grad()
def predict(
    net: nn.Module, faces: data.Faces, rows: np.ndarray, mirrored: bool = False, exact: bool = True, crops: bool = False
) -> list[np.ndarray]:
    """Float32 answers of each of the net's heads, [rows, classes]: one forward pass a face, of its mirror image if `mirrored`.

    In float32 arithmetic if `exact`, else in bfloat16, which is much faster. With `crops` the mean of ten passes, one for each of ten_crops.
    """
    device = next(net.parameters()).device
    was_training = net.training
    net.eval()
    parts = []
    for batch in np.array_split(rows, max(1, len(rows) // 256)):
        face = torch.from_numpy(faces.images[faces.cell[batch]]).to(device).unsqueeze(1).float() / 255
        face = face.flip(3) if mirrored else face
        views = ten_crops(face) if crops else [face]
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=not exact):
            said = [net(view.contiguous(memory_format=torch.channels_last)) for view in views]
        parts.append([torch.stack([head.float() for head in heads]).mean(0).cpu().numpy() for heads in zip(*said, strict=True)])
    net.train(was_training)
    return [np.concatenate(head) for head in zip(*parts, strict=True)]


def read_checkpoint(path: Path) -> tuple[nn.Module, dict]:
    """The net of a checkpoint, ready to predict, and what train.py noted about it."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    about = json.loads(kept["about"])
    net = NETS[about["net"]]().to(memory_format=torch.channels_last).eval()
    net.load_state_dict(kept["net"])
    return net, about


def main() -> None:
    """Command line; writes NAME-said.npz with shares `votes` [rows, 10] and `labels` [rows, 7], means of both mirror images."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"))
    parser.add_argument("--name", required=True, help="of the checkpoint")
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    net, _about = read_checkpoint(Path(args.runs) / f"{args.name}-best.pt")
    # PrivateTest is left out: nobody is to learn from it.
    rows = np.flatnonzero(faces.split != "P")
    said = {"votes": np.zeros((len(faces.split), 10), np.float32), "labels": np.zeros((len(faces.split), 7), np.float32)}
    for mirrored in (False, True):
        for head, logits in zip(said.values(), predict(net, faces, rows, mirrored, exact=False), strict=False):
            head[rows] += torch.from_numpy(logits).softmax(1).numpy() / 2
    np.savez(Path(args.runs) / f"{args.name}-said.npz", **said)


if __name__ == "__main__":
    main()
