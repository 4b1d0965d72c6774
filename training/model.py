"""The expression net: one small trunk for a 48x48 gray face; a head for ten voters, one for FER2013's labels, one for movements.

Strided layers pad one pixel more to the right and below, as TensorFlow's 'SAME' does for even sizes, so that the export is
exact.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

FEATURES = 192  # channels before the heads
VARIANCE_FLOOR = 1e-4  # of gray values in 0..1; keeps a flat picture finite


class ConvBN(nn.Module):
    """Convolution without bias, batch norm, and a ReLU if `relu`; [N, cin, H, W] -> [N, cout, H/stride, W/stride]."""

    def __init__(self, cin: int, cout: int, kernel: int = 3, stride: int = 1, groups: int = 1, relu: bool = True):
        super().__init__()
        self.stride = stride
        padding = kernel // 2 if stride == 1 else 0
        self.conv = nn.Conv2d(cin, cout, kernel, stride, padding, groups=groups, bias=False)
        self.bn = nn.BatchNorm2d(cout)
        self.relu = relu

    def forward(self, x: Tensor) -> Tensor:
        if self.stride == 2:
            before = (self.conv.kernel_size[0] - 2) // 2
            x = F.pad(x, (before, before + 1, before, before + 1))
        x = self.bn(self.conv(x))
        return F.relu(x, inplace=True) if self.relu else x


class Squeeze(nn.Module):
    """Squeeze and excitation: each channel times a gate in 0..1 read from all channels' means; the shape stays."""

    def __init__(self, channels: int, hidden: int):
        super().__init__()
        self.down = nn.Conv2d(channels, hidden, 1)
        self.up = nn.Conv2d(hidden, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        gate = x.mean((2, 3), keepdim=True)
        return x * torch.sigmoid(self.up(F.relu(self.down(gate))))


class Residual(nn.Module):
    """Two 3x3 convolutions and a squeeze beside the identity; the shape stays."""

    def __init__(self, channels: int, hidden: int):
        super().__init__()
        self.first = ConvBN(channels, channels)
        self.second = ConvBN(channels, channels, relu=False)
        self.squeeze = Squeeze(channels, hidden)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.squeeze(self.second(self.first(x))))


class Bottleneck(nn.Module):
    """Narrow, 3x3, widen, squeeze, beside the identity; the shape stays."""

    def __init__(self, channels: int, narrow: int, hidden: int):
        super().__init__()
        self.narrow = ConvBN(channels, narrow, kernel=1)
        self.middle = ConvBN(narrow, narrow)
        self.widen = ConvBN(narrow, channels, kernel=1, relu=False)
        self.squeeze = Squeeze(channels, hidden)

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.squeeze(self.widen(self.middle(self.narrow(x)))))


def trunk(size: str) -> nn.Sequential:
    """[N, 1, 48, 48] -> [N, FEATURES, 6, 6]. The sizes differ in how often the block in the middle is repeated.

    Two thirds of the work is done at 12x12: at 24x24 what lies between convolutions costs as much as they do.
    """
    return nn.Sequential(
        ConvBN(1, 32, kernel=5, stride=2),
        ConvBN(32, 64),
        ConvBN(64, 128, stride=2),
        *(Residual(128, 32) for _ in range({"small": 1, "medium": 2, "large": 3}[size])),
        ConvBN(128, FEATURES, stride=2),
        *(Bottleneck(FEATURES, 96, 24) for _ in range(3)),
    )


class ExpressionNet(nn.Module):
    """face [N, 1, 48, 48], gray in 0..1 -> logits of the votes [N, 10] and of the labels [N, 7], and movements [N, 5].

    Movements are those of mesh.py, each minus its mean over the training faces, over its deviation.
    """

    def __init__(self, size: str = "small", dropout: float = 0.3):
        super().__init__()
        self.trunk = trunk(size)
        self.dropout = nn.Dropout(dropout)
        self.votes = nn.Linear(FEATURES, 10)
        self.labels = nn.Linear(FEATURES, 7)
        self.movements = nn.Linear(FEATURES, 5)

    def features(self, face: Tensor) -> Tensor:
        """What the heads read, [N, FEATURES]."""
        return self.trunk(standardise(face)).mean((2, 3)).float()

    def forward(self, face: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        features = self.features(face)
        dropped = self.dropout(features)
        return self.votes(dropped), self.labels(dropped), self.movements(features)


@torch.no_grad()
def settle(norm: nn.BatchNorm2d, x: Tensor, factor: Tensor | float = 1.0) -> None:
    """Make a norm do what a factor and its bias do to x [N, C, H, W], on pictures like those that x comes from."""
    mean, variance = x.mean((0, 2, 3)), x.var((0, 2, 3))
    norm.running_mean.copy_(mean)
    norm.running_var.copy_(variance)
    norm.weight.copy_(factor * (variance + norm.eps).sqrt())
    norm.bias.add_(factor * mean)


def standardise(face: Tensor) -> Tensor:
    """Each picture minus its mean, over its standard deviation; [N, 1, H, W] stays."""
    centred = face - face.mean((2, 3), keepdim=True)
    return centred * torch.rsqrt(centred.square().mean((2, 3), keepdim=True) + VARIANCE_FLOOR)


def count_parameters(net: nn.Module) -> int:
    """Trained numbers as exported: batch norm's scale is folded away, its shift stays as the convolution's bias."""
    scales = sum(m.weight.numel() for m in net.modules() if isinstance(m, nn.BatchNorm2d))
    return sum(p.numel() for p in net.parameters()) - scales


def count_multiply_adds(net: nn.Module, size: int = 48) -> int:
    """Multiply-adds of all convolutions and linear layers for one face."""
    total = 0

    def add(layer: nn.Module, _inputs: object, output: Tensor) -> None:
        nonlocal total
        places = output.shape[2] * output.shape[3] if output.dim() == 4 else 1
        total += layer.weight.numel() * places

    hooks = [m.register_forward_hook(add) for m in net.modules() if isinstance(m, (nn.Conv2d, nn.Linear))]
    training = net.training
    net.eval()
    with torch.no_grad():
        net(torch.zeros(1, 1, size, size, device=next(net.parameters()).device))
    net.train(training)
    for hook in hooks:
        hook.remove()
    return total
