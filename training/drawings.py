"""Draws what is no face and yet has a face's parts: smileys, words, signs; for training pictures without a face."""

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 48
LARGE = 4 * SIDE  # drawn larger, then brought down
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789&@#?!:-)("


def _gray(random: np.random.Generator) -> int:
    return int(random.integers(0, 256))


def _smiley(random: np.random.Generator) -> Image.Image:
    """A disc with two dots and a curve, plain or as lines only."""
    ground, skin, ink = _gray(random), _gray(random), _gray(random)
    picture = Image.new("L", (LARGE, LARGE), ground)
    draw = ImageDraw.Draw(picture)
    half = LARGE * random.uniform(0.3, 0.55)
    middle = LARGE / 2 + random.normal(0, 0.04 * LARGE, 2)
    line = int(random.integers(2, 12))

    def around(x: float, y: float, width: float, height: float) -> list[float]:
        """A box about a place, in halves of the disc."""
        left, top = middle[0] + (x - width) * half, middle[1] + (y - height) * half
        return [left, top, left + 2 * width * half, top + 2 * height * half]

    plain = random.random() < 0.6
    draw.ellipse(around(0, 0, 1, 1), fill=skin if plain else ground, outline=ink, width=line)
    apart, height = random.uniform(0.25, 0.45), random.uniform(-0.4, -0.1)
    size = random.uniform(0.05, 0.16)
    for side in (-1, 1):
        draw.ellipse(around(side * apart, height, size, size * random.uniform(1, 1.8)), fill=ink)
    width, depth = random.uniform(0.25, 0.6), random.uniform(0.05, 0.45)
    mouth = around(0, random.uniform(0.25, 0.5), width, depth)
    kind = random.integers(0, 4)
    if kind == 0:
        draw.arc(mouth, 0, 180, fill=ink, width=line)
    elif kind == 1:
        draw.arc(mouth, 180, 360, fill=ink, width=line)
    elif kind == 2:
        draw.chord(mouth, 0, 180, fill=ink)
    else:
        draw.ellipse(mouth, fill=ink)
    return picture


def _words(random: np.random.Generator) -> Image.Image:
    """A few lines of letters, from one large one to small print."""
    picture = Image.new("L", (LARGE, LARGE), _gray(random))
    draw = ImageDraw.Draw(picture)
    lines = int(random.integers(1, 6))
    height = LARGE * random.uniform(0.4, 1.1) / lines
    font = ImageFont.load_default(height)
    ink = _gray(random)
    for i in range(lines):
        count = int(random.integers(1, max(2, int(2.2 * LARGE / height))))
        text = "".join(random.choice(list(LETTERS)) for _ in range(count))
        draw.text((random.uniform(-0.1, 0.4) * LARGE, LARGE * (i + random.uniform(-0.1, 0.1)) / lines), text, ink, font)
    return picture


def _sign(random: np.random.Generator) -> Image.Image:
    """A few overlapping shapes, as logos are made of."""
    picture = Image.new("L", (LARGE, LARGE), _gray(random))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(random.integers(1, 6))):
        box = np.sort(random.uniform(-0.1, 1.1, (2, 2)), axis=0).ravel() * LARGE
        shape = (draw.ellipse, draw.rectangle, draw.line)[int(random.integers(0, 3))]
        if shape == draw.line:
            shape(list(box), fill=_gray(random), width=int(random.integers(4, 40)))
        else:
            shape(list(box), fill=_gray(random) if random.random() < 0.7 else None, outline=_gray(random), width=8)
    return picture


def drawings(count: int, seed: int = 0) -> np.ndarray:
    """uint8 [count, 48, 48]: smileys, words and signs by turns."""
    random = np.random.default_rng(seed)
    kinds = (_smiley, _words, _sign)
    drawn = [kinds[i % len(kinds)](random).resize((SIDE, SIDE), Image.Resampling.BOX) for i in range(count)]
    return np.stack([np.asarray(one) for one in drawn])
