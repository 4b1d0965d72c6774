"""Runs a net over many faces and reads checkpoints, so that training, measuring and exporting do both alike."""

import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

import data
from model import ExpressionNet


@torch.no_grad()
def predict(net: nn.Module, faces: data.Faces, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Float32 logits of both heads, [rows, 10] and [rows, 7]: one forward pass a face, in float32 arithmetic."""
    device = next(net.parameters()).device
    was_training = net.training
    net.eval()
    parts = []
    for batch in np.array_split(rows, max(1, len(rows) // 256)):
        face = torch.from_numpy(faces.images[faces.cell[batch]]).to(device).unsqueeze(1).float() / 255
        parts.append([head.cpu().numpy() for head in net(face.contiguous(memory_format=torch.channels_last))])
    net.train(was_training)
    votes, labels = (np.concatenate(head) for head in zip(*parts, strict=True))
    return votes, labels


def read_checkpoint(path: Path) -> tuple[ExpressionNet, dict]:
    """The net of a checkpoint, ready to predict, and what train.py noted about it."""
    kept = torch.load(path, map_location="cpu", weights_only=True)
    net = ExpressionNet().eval()
    net.load_state_dict(kept["net"])
    return net, json.loads(kept["about"])
