"""A teacher that starts from a net which knows faces: dlib's ResNet with 29 convolutions, trained to tell people apart and given
to the public domain by its author (Davis King, dlib_face_recognition_resnet_model_v1).

The weights are read as npm's @vladmandic/face-api packs them, eight bits each. What follows each convolution there, a factor and an
offset a channel, becomes a batch norm that does the same at first, so that the net can be trained on.
"""

import json
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from model import settle, standardise

PACKED = Path(__file__).parents[1] / "node_modules/@vladmandic/face-api/model"
MANIFEST = "face_recognition_model-weights_manifest.json"
SIDE = 112  # pixels; the net was made for 150
CHANNELS = 256
# Gray values of the pictures that the net was made with, over 256, minus their mean: about so wide.
SPREAD = 0.25
STAGES = {"conv32": 3, "conv64": 3, "conv128": 2, "conv256": 2}


def packed_weights(folder: Path = PACKED) -> dict[str, np.ndarray]:
    """Name -> float32 array, convolutions as [height, width, in, out]."""
    if not (folder / MANIFEST).exists():
        raise SystemExit(f"{folder} holds no weights to start from; `npm ci` puts them there.")
    [group] = json.loads((folder / MANIFEST).read_text())
    data = b"".join((folder / path).read_bytes() for path in group["paths"])
    weights, at = {}, 0
    for entry in group["weights"]:
        packing = entry.get("quantization", {"dtype": entry["dtype"], "scale": 1, "min": 0})
        values = np.frombuffer(data, np.dtype(packing["dtype"]), int(np.prod(entry["shape"])), at)
        at += values.nbytes
        weights[entry["name"]] = (values * packing["scale"] + packing["min"]).astype(np.float32).reshape(entry["shape"])
    return weights


class Scaled(nn.Module):
    """A convolution and a batch norm, and a ReLU if `relu`; [N, cin, H, W] -> [N, cout, about H/stride, about W/stride]."""

    def __init__(self, cin: int, cout: int, kernel: int = 3, stride: int = 1, relu: bool = True):
        super().__init__()
        self.conv = nn.Conv2d(cin, cout, kernel, stride, padding=kernel // 2 if stride == 1 else 0, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.relu = relu
        self.factor: Tensor | None = None  # until the norm has taken it over

    def take(self, weights: dict[str, np.ndarray], name: str) -> None:
        """Take over a layer's packed weights."""
        self.conv.weight.data = torch.from_numpy(weights[f"{name}/conv/filters"].transpose(3, 2, 0, 1).copy())
        factor = torch.from_numpy(weights[f"{name}/scale/weights"])
        self.factor = factor
        self.bn.bias.data = torch.from_numpy(weights[f"{name}/scale/biases"]) + factor * torch.from_numpy(
            weights[f"{name}/conv/bias"]
        )

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv(x)
        if self.factor is not None:
            settle(self.bn, x.float(), self.factor)
            self.factor = None
        x = self.bn(x)
        return F.relu(x) if self.relu else x


class Block(nn.Module):
    """Two convolutions beside the identity, or beside a mean over two by two with empty channels added where it strides."""

    def __init__(self, cin: int, cout: int, strides: bool):
        super().__init__()
        self.first = Scaled(cin, cout, stride=2 if strides else 1)
        self.second = Scaled(cout, cout, relu=False)
        self.strides = strides

    def forward(self, x: Tensor) -> Tensor:
        beside = F.avg_pool2d(x, 2) if self.strides else x
        x = self.second(self.first(x))
        # Without padding the convolutions give a row and a column less where the size is even.
        x = F.pad(x, (0, beside.shape[3] - x.shape[3], 0, beside.shape[2] - x.shape[2]))
        beside = F.pad(beside, (0, 0, 0, 0, 0, x.shape[1] - beside.shape[1]))
        return F.relu(x + beside)


class FaceNet(nn.Module):
    """face [N, 1, 48, 48], gray in 0..1 -> logits of the votes [N, 10] and of the labels [N, 7]."""

    trunk_rate = 0.3  # of the heads' learning rate

    def __init__(self, dropout: float = 0.3):
        super().__init__()
        self.stem = Scaled(3, 32, kernel=7, stride=2)
        blocks, names, channels = [], [], 32
        for stage, count in STAGES.items():
            wide = int(stage.removeprefix("conv"))
            strided = [f"{stage}_down"] if stage != "conv32" else []
            for name in [*strided, *(f"{stage}_{i + 1}" for i in range(count))]:
                blocks.append(Block(channels, wide, name.endswith("down")))
                names.append(name)
                channels = wide
        blocks.append(Block(CHANNELS, CHANNELS, True))
        names.append("conv256_down_out")
        self.blocks = nn.Sequential(*blocks)
        weights = packed_weights()
        self.stem.take(weights, "conv32_down")
        for name, block in zip(names, blocks, strict=True):
            block.first.take(weights, f"{name}/conv1")
            block.second.take(weights, f"{name}/conv2")
        self.dropout = nn.Dropout(dropout)
        self.votes = nn.Linear(CHANNELS, 10)
        self.labels = nn.Linear(CHANNELS, 7)

    def load_state_dict(self, *args: object, **kwargs: object) -> object:
        """As every module does; the norms of what is loaded know their factors."""
        for layer in self.modules():
            if isinstance(layer, Scaled):
                layer.factor = None
        return super().load_state_dict(*args, **kwargs)

    @torch.no_grad()
    def settle(self, face: Tensor) -> None:
        """Give the norms what they need to know of pictures like these, [N, 1, 48, 48]."""
        self.train()(face)

    @property
    def trunk(self) -> nn.Module:
        return nn.ModuleList([self.stem, self.blocks])

    def forward(self, face: Tensor) -> tuple[Tensor, Tensor]:
        large = F.interpolate(standardise(face) * SPREAD, size=(SIDE, SIDE), mode="bilinear", align_corners=False)
        x = self.stem(large.expand(-1, 3, -1, -1).contiguous(memory_format=torch.channels_last))
        x = self.blocks(F.max_pool2d(x, 3, 2))
        features = self.dropout(x.mean((2, 3)).float())
        return self.votes(features), self.labels(features)
