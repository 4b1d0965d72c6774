"""Turns the compact FER2013 + FER+ folder into arrays, and says which rows may be trained on.

The folder holds `index.csv` (one row per FER2013 row) and lossless mosaics of 32x32 tiles of 48x48 gray pixels.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

SIZE = 48
TILES = 32  # tiles along a mosaic's side

VOTES = [
    "neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt", "unknown", "not-a-face",
]
LABELS = ["neutral", "happy", "surprise", "sad", "angry", "disgust", "fear"]
# FER2013's ids: 0 angry, 1 disgust, 2 fear, 3 happy, 4 sad, 5 surprise, 6 neutral. Position in LABELS of each id:
LABEL_OF_ID = np.array([4, 5, 6, 1, 3, 2, 0], dtype=np.int64)

# Cosine of two standardised 16x16 thumbnails above which two photographs count as the same picture.
NEAR_COPY = 0.93


@dataclass
class Faces:
    """All rows of FER2013, in the order of its csv.

    images: uint8 [cells, 48, 48]; cell: int64 [rows], the row's image; split: 'T', 'V' or 'P' [rows];
    label: int64 [rows], index into LABELS; votes: float32 [rows, 10], counts of voters in VOTES' order;
    votes_ok: bool [rows], False where the votes belong to another picture; trainable: bool [rows], training rows
    that are no copy of a test face; copied: bool [rows], test rows that do have an exact or near copy among the
    training rows.
    """

    images: np.ndarray
    cell: np.ndarray
    split: np.ndarray
    label: np.ndarray
    votes: np.ndarray
    votes_ok: np.ndarray
    trainable: np.ndarray
    copied: np.ndarray

    def rows(self, split: str) -> np.ndarray:
        """Row numbers (int64) of one split: 'T' training, 'V' PublicTest, 'P' PrivateTest."""
        return np.flatnonzero(self.split == split)


def _read_mosaics(folder: Path, cells: int) -> np.ndarray:
    images = np.zeros((cells, SIZE, SIZE), dtype=np.uint8)
    per_file = TILES * TILES
    for start in range(0, cells, per_file):
        mosaic = np.asarray(Image.open(folder / f"mosaic_{start // per_file:02d}.webp").convert("L"))
        tiles = mosaic.reshape(TILES, SIZE, TILES, SIZE).swapaxes(1, 2).reshape(per_file, SIZE, SIZE)
        images[start : start + per_file] = tiles[: cells - start]
    return images


def _thumbnails(images: np.ndarray) -> np.ndarray:
    """Unit vectors [n, 256] of the standardised 16x16 thumbnails of uint8 images [n, 48, 48]."""
    small = images.reshape(-1, 16, 3, 16, 3).mean(axis=(2, 4), dtype=np.float32).reshape(-1, 256)
    small -= small.mean(axis=1, keepdims=True)
    return small / (np.linalg.norm(small, axis=1, keepdims=True) + 1e-3)


def find_copies(images: np.ndarray, train_cells: np.ndarray, test_cells: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Exact and near copies (also mirrored) between two sets of cells.

    Returns two bool masks over all cells: training cells that copy a test cell, test cells that have such a copy.
    """
    in_train = np.zeros(len(images), dtype=bool)
    in_test = np.zeros(len(images), dtype=bool)
    train_cells, test_cells = np.unique(train_cells), np.unique(test_cells)
    train = _thumbnails(images[train_cells])
    for chunk in np.array_split(test_cells, 16):
        for mirrored in (False, True):
            faces = images[chunk][:, :, ::-1] if mirrored else images[chunk]
            same = _thumbnails(faces) @ train.T > NEAR_COPY
            in_train[train_cells[same.any(axis=0)]] = True
            in_test[chunk[same.any(axis=1)]] = True
    both = np.intersect1d(train_cells, test_cells)  # exact copies share a cell, even where a picture is flat
    in_train[both] = True
    in_test[both] = True
    return in_train, in_test


def _decode(folder: Path) -> dict[str, np.ndarray]:
    index = folder / "index.csv"
    if not index.exists() and (folder / "fer2013.csv").exists():
        raise SystemExit(
            f"{folder} holds FER2013 as its makers publish it, to be converted first: "
            "npm run convert -- --fer2013 FILE --ferplus FILE --to FOLDER"
        )
    with open(index, newline="") as file:
        table = list(csv.DictReader(file))
    cell = np.array([int(row["cell"]) for row in table], dtype=np.int64)
    split = np.array([row["split"] for row in table])
    votes = np.array([[10 if c == "A" else int(c) for c in row["votes"]] for row in table], dtype=np.float32)
    images = _read_mosaics(folder, int(cell.max()) + 1)
    is_test = split != "T"
    copies, has_copy = find_copies(images, cell[~is_test], cell[is_test])
    return {
        "images": images,
        "cell": cell,
        "split": split,
        "label": LABEL_OF_ID[[int(row["label_id"]) for row in table]],
        "votes": votes,
        "votes_ok": np.array(["row_order_unknown" not in row["flag"] for row in table]) & (votes.sum(axis=1) > 0),
        "trainable": ~is_test & ~copies[cell],
        "copied": is_test & has_copy[cell],
    }


def clear_majority(cast: np.ndarray, classes: int) -> np.ndarray:
    """Whether one of the first `classes` has more of the votes [N, 10] than any other choice; bool [N]."""
    most = cast.max(1, keepdims=True)
    return ((cast == most).sum(1) == 1) & (cast.argmax(1) < classes) & (most[:, 0] > 0)


def load(folder: str | Path, cache: str | Path) -> Faces:
    """Read the data folder, or the arrays kept in the folder `cache` by an earlier call."""
    kept = Path(cache) / f"faces-{NEAR_COPY}.npz"
    if kept.exists():
        with np.load(kept) as arrays:
            return Faces(**{name: arrays[name] for name in arrays.files})
    arrays = _decode(Path(folder))
    kept.parent.mkdir(parents=True, exist_ok=True)
    np.savez(kept, **arrays)
    return Faces(**arrays)
