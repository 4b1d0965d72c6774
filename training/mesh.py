"""Measures what faces do: smile, open mouth, raised brows, drawn brows, open eyes, as a net of face points sees them.

The points are those of MediaPipe's face mesh (face_landmark.tflite, Apache-2.0, 468 points on 192x192 pixels), read out of npm's
@mediapipe/face_mesh. It serves as a ruler here and is no part of what ships. Every picture of FER2013 is measured in a few framings and
mirrored; the mean is kept, and how far the framings lie apart. What is measured of test faces is only compared with, never learnt from.
"""

import argparse
import json
import re
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import numpy as np
from PIL import Image

import data

SIDE = 192
ASSETS = "face_mesh_solution_packed_assets"
NET = "face_landmark.tflite"
MOVEMENTS = ["smile", "mouthOpen", "browsRaised", "browsDrawn", "eyesOpen"]
SURE_ABOVE = 0.5  # of a face, 0..1: below, the mesh has lost it

NOT_MEASURED = -(2**15)

# Points of the mesh, the viewer's left first.
EYE_CORNERS = ([33, 133], [362, 263])
LIDS = ((159, 145), (386, 374))
BROWS = ([70, 63, 105, 66, 107], [336, 296, 334, 293, 300])
INNER_BROWS = (55, 285)
LIP_CORNERS = (61, 291)
INNER_LIPS = (13, 14)
OUTER_LIPS = (0, 17)

# How much of the mesh's picture the 48 pixels fill, and where they lie, in parts of it. The mesh was made for faces with room around.
FRAMINGS = [(0.72, 0.0, 0.0), (0.80, 0.02, 0.02), (0.80, -0.02, -0.02), (0.88, 0.0, 0.0)]


def read_net(folder: Path) -> bytes:
    """The mesh out of the package's one file of assets."""
    loader = (folder / f"{ASSETS}_loader.js").read_text()
    [listed] = re.findall(r'"files": (\[.*?\])', loader)
    [entry] = [one for one in json.loads(listed) if one["filename"].endswith(f"/{NET}")]
    return (folder / f"{ASSETS}.data").read_bytes()[entry["start"] : entry["end"]]


def framed(face: np.ndarray, size: float, x: float, y: float) -> np.ndarray:
    """uint8 [48, 48] -> float32 [1, 192, 192, 3] in 0..1, its edges drawn out to the picture's."""
    side = round(size * SIDE)
    large = np.asarray(Image.fromarray(face).resize((side, side), Image.Resampling.BICUBIC), np.float32) / 255
    left, top = (round((SIDE - side) / 2 + shift * SIDE) for shift in (x, y))
    padded = np.pad(large, ((top, SIDE - side - top), (left, SIDE - side - left)), mode="edge")
    return np.repeat(padded[None, :, :, None], 3, axis=3)


def measures(points: np.ndarray) -> np.ndarray:
    """Points [468, 2] in pixels -> the five of MOVEMENTS, over the distance of the eyes, turned upright.

    smile: how far the corners of the mouth lie above its middle, plus a third of its width; mouthOpen: the inner lips' distance;
    browsRaised: brows above the eyes; browsDrawn: minus the distance of the brows' inner ends; eyesOpen: the lids' distance over the
    eye's width.
    """
    left, right = (points[corners].mean(0) for corners in EYE_CORNERS)
    across = right - left
    distance = np.hypot(*across)
    cos, sin = across / distance
    upright = (points - (left + right) / 2) @ np.array([[cos, -sin], [sin, cos]]) / distance
    middle = upright[list(INNER_LIPS) + list(OUTER_LIPS), 1].mean()
    corners = upright[list(LIP_CORNERS)]
    lids = [np.hypot(*(upright[a] - upright[b])) for a, b in LIDS]
    widths = [np.hypot(*(upright[a] - upright[b])) for a, b in EYE_CORNERS]
    brows = [upright[brow, 1].mean() for brow in BROWS]
    return np.array(
        [
            middle - corners[:, 1].mean() + (corners[1, 0] - corners[0, 0]) / 3,
            np.hypot(*(upright[INNER_LIPS[0]] - upright[INNER_LIPS[1]])),
            -np.mean(brows),
            -np.hypot(*(upright[INNER_BROWS[0]] - upright[INNER_BROWS[1]])),
            np.mean(np.divide(lids, widths)),
        ],
        np.float32,
    )


class Ruler:
    """The mesh on one thread."""

    def __init__(self, net: bytes):
        from ai_edge_litert.interpreter import Interpreter

        self.net = Interpreter(model_content=net, num_threads=1)
        self.net.allocate_tensors()
        [given] = self.net.get_input_details()
        self.given = given["index"]
        found = {int(np.prod(one["shape"])): one["index"] for one in self.net.get_output_details()}
        self.points, self.sure = found[468 * 3], found[1]

    def points_of(self, picture: np.ndarray) -> tuple[np.ndarray, float]:
        """Points [468, 2] in pixels and how sure the mesh is of a face, 0..1."""
        self.net.set_tensor(self.given, picture)
        self.net.invoke()
        points = self.net.get_tensor(self.points).reshape(468, 3)[:, :2].copy()
        return points, float(1 / (1 + np.exp(-self.net.get_tensor(self.sure).ravel()[0])))

    def of(self, face: np.ndarray) -> np.ndarray:
        """uint8 [48, 48] -> [11]: means of MOVEMENTS, their deviations over the framings, and the least sureness."""
        found, sure = [], []
        for mirrored in (False, True):
            for size, x, y in FRAMINGS[mirrored::2]:
                points, sureness = self.points_of(framed(face[:, ::-1] if mirrored else face, size, x, y))
                if mirrored:
                    points = points * [-1, 1]
                    points = points[_MIRRORED]
                found.append(measures(points))
                sure.append(sureness)
        return np.concatenate([np.mean(found, 0), np.std(found, 0), [min(sure)]]).astype(np.float32)


def _mirrored_points() -> np.ndarray:
    """For each point that is used, the one on the other side of the face."""
    pairs = [*zip(EYE_CORNERS[0], EYE_CORNERS[1][::-1], strict=True), *zip(*LIDS, strict=True), INNER_BROWS, LIP_CORNERS]
    pairs += zip(BROWS[0], BROWS[1][::-1], strict=True)
    order = np.arange(468)
    for a, b in pairs:
        order[a], order[b] = b, a
    return order


_MIRRORED = _mirrored_points()


def measure_some(net: bytes, pictures: np.ndarray) -> np.ndarray:
    ruler = Ruler(net)
    return np.stack([ruler.of(face) for face in pictures])


def main() -> None:
    """Command line; writes movements.npz, by cell: `values`, `deviations` [cells, 5] and `sure` [cells], and results/movements.bin."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--mesh", required=True, help="the unpacked npm package @mediapipe/face_mesh")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"))
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--limit", type=int, default=0)
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    cells = np.unique(faces.cell)[: args.limit or None]
    net = read_net(Path(args.mesh))
    table = np.full((len(faces.images), 2 * len(MOVEMENTS) + 1), np.nan, np.float32)
    chunks = np.array_split(cells, max(1, len(cells) // 500))
    with ProcessPoolExecutor(args.processes) as pool:
        done = pool.map(measure_some, [net] * len(chunks), [faces.images[chunk] for chunk in chunks])
        for number, (chunk, values) in enumerate(zip(chunks, done, strict=True)):
            table[chunk] = values
            print(f"{number + 1} of {len(chunks)}", flush=True)
    count = len(MOVEMENTS)
    np.savez(
        Path(args.runs) / "movements.npz",
        values=table[:, :count],
        deviations=table[:, count : 2 * count],
        sure=table[:, -1],
    )
    write_tests(faces, table[:, :count], table[:, -1])


def write_tests(faces: data.Faces, values: np.ndarray, sure: np.ndarray) -> None:
    """Keep the measures of PublicTest's, then PrivateTest's rows for `npm run evaluate`: int16 [7178, 5], thousandths, NOT_MEASURED."""
    rows = np.concatenate([faces.rows("V"), faces.rows("P")])
    cell = faces.cell[rows]
    usable = (sure[cell] > SURE_ABOVE) & np.isfinite(values[cell]).all(1)
    kept = np.where(usable[:, None], np.round(1000 * np.nan_to_num(values[cell])), NOT_MEASURED)
    (Path(__file__).parent / "results" / "movements.bin").write_bytes(kept.astype("<i2").tobytes())


if __name__ == "__main__":
    main()
