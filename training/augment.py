"""Makes training faces look like crops from a call: jittered boxes, tilted heads, poor light, blur, compression, things
in front; and makes crops that hold no face at all.
"""

import math

import torch
import torch.nn.functional as F
from torch import Tensor

SHIFT = 0.05  # standard deviation, in sides of the picture
SCALE = 0.10  # standard deviation of the logarithm
STRETCH = 0.03
TILT = 10.0  # degrees, standard deviation; cut at three of them
GLARE = 0.2
HIDDEN = [0.55, 0.45, 0.3, GLARE]  # of an expression, by a mask, a hand over one side, a microphone, glare on glasses

# JPEG's table for luminance (ITU-T T.81, table K.1): video codecs lose the same fine detail first.
LUMINANCE = torch.tensor(
    [
        [16, 11, 10, 16, 24, 40, 51, 61],
        [12, 12, 14, 19, 26, 58, 60, 55],
        [14, 13, 16, 24, 40, 57, 69, 56],
        [14, 17, 22, 29, 51, 87, 80, 62],
        [18, 22, 37, 56, 68, 109, 103, 77],
        [24, 35, 55, 64, 81, 104, 113, 92],
        [49, 64, 78, 87, 103, 121, 120, 101],
        [72, 92, 95, 98, 112, 100, 103, 99],
    ],
    dtype=torch.float32,
)


def _between(low: float, high: float, like: Tensor) -> Tensor:
    """Uniform numbers [N, 1, 1, 1] for a batch like `like`."""
    return torch.empty(like.shape[0], 1, 1, 1, device=like.device).uniform_(low, high)


def _normal(deviation: float, count: int, like: Tensor) -> Tensor:
    """Normal numbers [N, count] around 0, cut at three deviations."""
    return torch.randn(like.shape[0], count, device=like.device).clamp(-3, 3) * deviation


def _move(face: Tensor) -> Tensor:
    """Shift, scale, stretch, turn and mirror, as an imperfect box around a tilted head does."""
    n, device = face.shape[0], face.device
    angle = _normal(TILT, 1, face).view(n) * (math.pi / 180)
    scale = torch.exp(_normal(SCALE, 1, face)).view(n)
    stretch = torch.exp(_normal(STRETCH, 1, face)).view(n)
    flip = (torch.rand(n, device=device) < 0.5).float() * 2 - 1
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    shift = 2 * _normal(SHIFT, 2, face)
    rows = [
        torch.stack([cos * flip * stretch, -sin, shift[:, 0]], dim=1),
        torch.stack([sin * flip * stretch, cos, shift[:, 1]], dim=1),
    ]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(face.shape), align_corners=False)
    return F.grid_sample(face, grid, mode="bilinear", padding_mode="border", align_corners=False)


def _light(face: Tensor) -> Tensor:
    """Gamma, contrast, brightness and a lamp from one side, clipped as a camera clips."""
    face = face.clamp(1e-3, 1) ** torch.exp(_between(-0.35, 0.35, face))
    middle = face.mean((2, 3), keepdim=True)
    face = (face - middle) * _between(0.7, 1.3, face) + middle + _between(-0.12, 0.12, face)
    size = face.shape[-1]
    across = torch.linspace(-1, 1, size, device=face.device)
    y, x = across.view(1, 1, size, 1), across.view(1, 1, 1, size)
    slope = torch.where(_between(0, 1, face) < 0.2, _between(0, 0.6, face), torch.zeros(()))
    angle = _between(0, 2 * math.pi, face)
    return (face * (1 + slope * (torch.cos(angle) * x + torch.sin(angle) * y))).clamp(0, 1)


def _shrink(face: Tensor, groups: int = 3) -> Tensor:
    """Shrink and enlarge the batch's first sixth in a few sizes, as a small or blurred tile does."""
    count = face.shape[0] // 6
    done = []
    for part in face[:count].chunk(groups):
        size = int(torch.randint(18, 42, ()))
        small = F.interpolate(part, size=(size, size), mode="bilinear", antialias=True)
        done.append(F.interpolate(small, size=face.shape[2:], mode="bilinear"))
    return torch.cat([*done, face[count:]])


def _cosines(device: torch.device) -> Tensor:
    """The 8-point DCT-II as an orthonormal matrix [8, 8]."""
    k, n = torch.arange(8, device=device).view(8, 1), torch.arange(8, device=device).view(1, 8)
    table = torch.cos(math.pi * (2 * n + 1) * k / 16) * 0.5
    table[0] /= math.sqrt(2)
    return table


def compress(face: Tensor, strength: Tensor) -> Tensor:
    """Quantise 8x8 blocks' cosine coefficients by LUMINANCE times `strength` [N, 1, 1, 1]; gray in 0..1, sides of 8k."""
    n, _, height, width = face.shape
    table = _cosines(face.device)
    blocks = (face * 255 - 128).view(n, height // 8, 8, width // 8, 8).transpose(2, 3)
    step = LUMINANCE.to(face.device) * strength.view(n, 1, 1, 1, 1).clamp(min=0.02)
    kept = torch.round(table @ blocks @ table.T / step) * step
    blocks = table.T @ kept @ table
    return ((blocks.transpose(2, 3).reshape(n, 1, height, width) + 128) / 255).clamp(0, 1)


def _compress_some(face: Tensor, share: float) -> Tensor:
    """Compress a random `share` of the batch, on a grid of blocks that does not follow the crop, and add a camera's noise."""
    count = int(face.shape[0] * share)
    start = face.shape[0] - count
    shift = tuple(int(s) for s in torch.randint(0, 8, (2,)))
    part = torch.roll(face[start:], shift, (2, 3))
    part = torch.roll(compress(part, torch.exp(_between(-1.5, 0.7, part))), (-shift[0], -shift[1]), (2, 3))
    face = torch.cat([face[:start], part])
    noise = torch.randn_like(face) * (_between(-0.2, 0.04, face).clamp(min=0))
    return (face + noise).clamp(0, 1)


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


def _talk(face: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Stretch or squeeze the lower face of a random `share`, as a jaw moves that speaks; also returns of which, bool [N].

    The rows from the mouth's middle to below the lips grow or shrink, and the chin moves along.
    """
    n, size = face.shape[0], face.shape[-1]
    some = torch.rand(n, device=face.device) < share
    line = 0.72 + _normal(0.02, 1, face)
    stretch = torch.where(some.unsqueeze(1), torch.exp(_normal(0.35, 1, face)), torch.ones_like(line))
    lips = 0.14
    rows = ((torch.arange(size, device=face.device) + 0.5) / size).view(1, size)
    below = (rows - line).clamp(min=0)
    moved = torch.minimum(below / stretch, torch.full_like(below, lips)) + (below - lips * stretch).clamp(min=0)
    y = 2 * torch.where(rows > line, line + moved, rows.expand(n, size)) - 1
    x = torch.linspace(-1, 1, size, device=face.device) * (1 - 1 / size)
    grid = torch.stack([x.view(1, 1, size).expand(n, size, size), y.view(n, size, 1).expand(n, size, size)], dim=3)
    return F.grid_sample(face, grid, mode="bilinear", padding_mode="border", align_corners=False), some


def _cover(face: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Put something before a random `share` of the faces: a mask, a hand over one side, a microphone or a cup at the mouth, glare on glasses.

    Also returns how much of each expression that hides, 0..1 [N].
    """
    n, size, device = face.shape[0], face.shape[-1], face.device
    places = (torch.arange(size, device=device, dtype=face.dtype) + 0.5) / size
    y, x = places.view(1, 1, size, 1), places.view(1, 1, 1, size)
    kind = torch.randint(0, len(HIDDEN), (n,), device=device)
    mask = y + _between(-0.2, 0.2, face) * (x - 0.5) > _between(0.54, 0.72, face)
    # To the left, below or to the right.
    angle = _between(-0.2, math.pi + 0.2, face)
    across, along = (x - 0.5) * torch.cos(angle) + (y - 0.5) * torch.sin(angle), (x - 0.5) * torch.sin(angle)
    fingers = _between(0, 0.04, face) * torch.sin(_between(10, 40, face) * along)
    hand = across + fingers > _between(0.02, 0.18, face)
    left, top, radius = 0.5 + _between(-0.1, 0.1, face), 0.74 + _between(-0.06, 0.06, face), _between(0.11, 0.22, face)
    round_one = ((x - left) / radius).square() + ((y - top) / (radius * _between(0.8, 1.4, face))).square() < 1
    stem = ((x - left - _between(-0.6, 0.6, face) * (y - top)).abs() < _between(0, 0.1, face)) & (y > top)
    apart, eyes, glass = _between(0.16, 0.22, face), _between(0.36, 0.43, face), _between(0.07, 0.13, face)
    glare = ((x - 0.5).abs() - apart).square() + (y - eyes).square() < glass.square()
    inside = torch.stack([mask, hand, round_one | stem, glare])[kind, torch.arange(n, device=device)]
    blurred = F.interpolate(F.adaptive_avg_pool2d(face, 4), size=(size, size), mode="bilinear")
    cloth = torch.where(_between(0, 1, face) < 0.7, _between(0, 1, face).expand_as(face), blurred)
    cloth = cloth + _between(0, 0.08, face) * torch.sin(_between(5, 60, face) * (across + y))
    is_glare = (kind == HIDDEN.index(GLARE)).view(n, 1, 1, 1)
    light = _between(0.6, 1, face)
    cloth = torch.where(is_glare, face * (1 - light) + light, cloth)
    some = torch.rand(n, device=device) < share
    hidden = torch.tensor(HIDDEN, device=device)[kind] * some
    return torch.where(inside & some.view(n, 1, 1, 1), cloth, face), hidden


def augment(face: Tensor, covered: float) -> tuple[Tensor, Tensor, Tensor]:
    """A changed copy of a shuffled batch [N, 1, 48, 48] of gray values in 0..1, whose mouths are as they were, bool [N], and how much of
    each expression is hidden by what is in front of the face, 0..1 [N]. `covered` of them have something there.
    """
    face, talking = _talk(face, share=0.25)
    face, hidden = _cover(face, share=covered)
    return _erase(_light(_compress_some(_shrink(_move(face)), share=0.15)), share=0.2), ~talking & (hidden == 0), hidden


def not_faces(face: Tensor, drawn: Tensor) -> Tensor:
    """Pictures without a face, a kind for each at random: enlarged details or scrambled tiles of face [N, 1, 48, 48], soft shapes, stripes,
    and, as often as all these, one of drawn [M, 1, 48, 48], moved and relit. Gray in 0..1; shaped like face.
    """
    size, like = face.shape[-1], face[:1]
    made = []
    for one in face.split(1):
        kind = int(torch.randint(0, 8, ()))
        if kind == 0:
            side = int(torch.randint(7, 15, ()))
            y, x = (int(v) for v in torch.randint(0, size - side, (2,)))
            picture = F.interpolate(one[:, :, y : y + side, x : x + side], size=(size, size), mode="bicubic")
        elif kind == 1:
            side = (8, 12, 16)[int(torch.randint(0, 3, ()))]
            tiles = F.unfold(one, side, stride=side)
            picture = F.fold(tiles[:, :, torch.randperm(tiles.shape[2])], (size, size), side, stride=side)
        elif kind == 2:
            coarse = int(torch.randint(2, 25, ()))
            noise = torch.rand(1, 1, coarse, coarse, device=face.device)
            picture = F.interpolate(noise, size=(size, size), mode=("nearest", "bicubic")[int(torch.randint(0, 2, ()))])
        elif kind == 3:
            across = torch.linspace(-1, 1, size, device=face.device)
            angle, pace = _between(0, math.pi, like), _between(0.5, 20, like)
            wave = torch.cos(angle) * across.view(1, 1, size, 1) + torch.sin(angle) * across.view(1, 1, 1, size)
            picture = 0.5 + _between(0.05, 0.5, like) * torch.sin(pace * wave + _between(0, 6, like))
        else:
            picture = drawn[int(torch.randint(0, len(drawn), ()))].unsqueeze(0).to(face.device)
        made.append(picture)
    return _compress_some(_light(_move(torch.cat(made).clamp(0, 1))), share=0.15)
