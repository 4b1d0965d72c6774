"""Runs a net over many faces and reads checkpoints, so that training, measuring and exporting do both alike."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

import data
from model import ExpressionNet


@torch.no_grad()
def predict(
    net: nn.Module, faces: data.Faces, rows: np.ndarray, mirrored: bool = False, exact: bool = True
) -> list[np.ndarray]:
    """Float32 logits of each of the net's heads, [rows, classes]: one forward pass a face, of its mirror image if `mirrored`.

    In float32 arithmetic if `exact`, else in bfloat16, which is much faster.
    """
    device = next(net.parameters()).device
    was_training = net.training
    net.eval()
    parts = []
    for batch in np.array_split(rows, max(1, len(rows) // 256)):
        face = torch.from_numpy(faces.images[faces.cell[batch]]).to(device).unsqueeze(1).float() / 255
        face = face.flip(3) if mirrored else face
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=not exact):
            heads = net(face.contiguous(memory_format=torch.channels_last))
        parts.append([head.float().cpu().numpy() for head in heads])
    net.train(was_training)
    return [np.concatenate(head) for head in zip(*parts, strict=True)]


def read_checkpoint(path: Path) -> tuple[ExpressionNet, dict]:
    """The net of a checkpoint, ready to predict, and what train.py noted about it."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    net = ExpressionNet().eval()
    net.load_state_dict(kept["net"])
    return net, json.loads(kept["about"])
