"""Makes training faces look like crops from a call: jittered boxes, tilted heads, poor light, blur, things in front."""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SHIFT = 0.08  # of the picture's side
SCALE = (0.85, 1.15)
TILT = 15.0  # degrees


def _between(low: float, high: float, like: Tensor) -> Tensor:
    """Uniform numbers [N, 1, 1, 1] for a batch like `like`."""
    return torch.empty(like.shape[0], 1, 1, 1, device=like.device).uniform_(low, high)


def _move(face: Tensor) -> Tensor:
    n, device = face.shape[0], face.device
    angle = _between(-TILT, TILT, face).view(n) * (math.pi / 180)
    scale = _between(*SCALE, face).view(n)
    stretch = _between(0.94, 1.06, face).view(n)
    flip = (torch.rand(n, device=device) < 0.5).float() * 2 - 1
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    shift = (torch.rand(n, 2, device=device) * 2 - 1) * (2 * SHIFT)
    rows = [
        torch.stack([cos * flip * stretch, -sin, shift[:, 0]], dim=1),
        torch.stack([sin * flip * stretch, cos, shift[:, 1]], dim=1),
    ]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(face.shape), align_corners=False)
    return F.grid_sample(face, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _light(face: Tensor) -> Tensor:
    """Gamma, contrast and brightness, clipped as a camera clips."""
    face = face.clamp(1e-3, 1) ** torch.exp(_between(-0.4, 0.4, face))
    middle = face.mean((2, 3), keepdim=True)
    return ((face - middle) * _between(0.7, 1.35, face) + middle + _between(-0.15, 0.15, face)).clamp(0, 1)


def _blur(face: Tensor, share: float) -> Tensor:
    """Shrink and enlarge the batch's first `share` of faces, as a small tile in a call does."""
    count = int(face.shape[0] * share)
    if count == 0:
        return face
    size = int(torch.randint(20, 40, ()))
    small = F.interpolate(face[:count], size=(size, size), mode="bilinear", antialias=True)
    large = F.interpolate(small, size=face.shape[2:], mode="bilinear")
    return torch.cat([large, face[count:]])


def _erase(face: Tensor, share: float) -> Tensor:
    """Cover a random rectangle of about `share` of the faces with one gray."""
    size = face.shape[-1]
    height, width = _between(0.12, 0.4, face) * size, _between(0.12, 0.4, face) * size
    top, left = _between(0, 1, face) * (size - height), _between(0, 1, face) * (size - width)
    places = torch.arange(size, device=face.device, dtype=face.dtype)
    y, x = places.view(1, 1, size, 1), places.view(1, 1, 1, size)
    inside = (y >= top) & (y < top + height) & (x >= left) & (x < left + width)
    inside &= _between(0, 1, face) < share
    return torch.where(inside, _between(0, 1, face), face)


def augment(face: Tensor) -> Tensor:
    """A changed copy of a shuffled batch [N, 1, 48, 48] of gray values in 0..1; same shape and range."""
    return _erase(_light(_blur(_move(face), share=0.2)), share=0.3)
