"""Faces drawn by arithmetic, so that a net can be asked the same question everywhere without anybody's picture."""

import numpy as np

SIDE = 48


def drawn_faces(count: int = 8) -> np.ndarray:
    """uint8 [count, SIDE, SIDE]: a bright oval with brows, eyes and a mouth that goes from a frown to a grin, lit from the side."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / (SIDE - 1) * 2 - 1
    faces = []
    for i in range(count):
        mood = 2 * i / (count - 1) - 1
        face = 0.25 + 0.5 * np.exp(-(((x / 0.8) ** 2 + (y / 1.0) ** 2) ** 4)) + 0.1 * x * np.cos(i)

        def dark(cx: float, cy: float, rx: float, ry: float, depth: float) -> None:
            nonlocal face
            face = face - depth * np.exp(-(((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2))

        for side in (-1, 1):
            dark(0.35 * side, -0.15, 0.16, 0.07 + 0.04 * (i % 3), 0.4)
            dark(0.35 * side, -0.38 - 0.06 * (i % 2), 0.22, 0.05, 0.25)
        curve = 0.5 - 0.35 * mood * (x**2 - 0.08)
        face = face - 0.4 * np.exp(-(((y - curve) / (0.05 + 0.05 * (i % 4))) ** 2) - (x / 0.45) ** 4)
        faces.append(face)
    return (255 * np.clip(faces, 0, 1)).round().astype(np.uint8)
