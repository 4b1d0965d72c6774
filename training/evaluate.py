"""Measures a checkpoint on FER2013's PublicTest, or, once and at the very end, on PrivateTest.

One forward pass a face, no flips or crops; the heads are calibrated as export.py calibrates them. Labels: FER2013's
seven. Votes: FER+'s majority among eight classes; faces whose top vote is tied, "unknown" or "not a face", or whose
votes are another picture's, are left out of that figure.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

import data
from calibrate import calibrate
from mesh import MOVEMENTS
from predict import predict, read_checkpoint

EMOTIONS = 8  # the first eight of VOTES; "unknown" and "not a face" are no answer


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    shifted = logits - logits.max(1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(1, keepdims=True))


def _calibration_error(confidence: np.ndarray, right: np.ndarray, bins: int = 15) -> float:
    """Expected calibration error: mean gap between confidence and accuracy over equal bins, weighted by faces."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    gaps = [abs(confidence[place == b].mean() - right[place == b].mean()) * (place == b).mean() for b in set(place)]
    return float(sum(gaps))


def _accuracies(right: np.ndarray, truth: np.ndarray, names: list[str]) -> dict:
    per_class = {n: round(float(right[truth == i].mean()), 4) for i, n in enumerate(names) if (truth == i).any()}
    return {
        "faces": len(truth),
        "accuracy": float(right.mean()),
        "mean_of_classes": float(np.mean(list(per_class.values()))),
        "per_class": per_class,
    }


def measure(faces: data.Faces, rows: np.ndarray, vote_logits: np.ndarray, label_logits: np.ndarray) -> dict:
    """Figures of both heads for the rows (row numbers into `faces`) that the logits belong to; shares in 0..1."""
    truth = faces.label[rows]
    log_labels = _log_softmax(label_logits)
    right = label_logits.argmax(1) == truth
    labels = _accuracies(right, truth, data.LABELS)
    labels["log_loss"] = float(-log_labels[np.arange(len(truth)), truth].mean())
    labels["calibration_error"] = _calibration_error(np.exp(log_labels).max(1), right)

    known = faces.votes_ok[rows]
    cast = faces.votes[rows][known]
    shares = cast / cast.sum(1, keepdims=True)
    log_votes = _log_softmax(vote_logits[known])
    top = cast.argmax(1)
    clear = data.clear_majority(cast, EMOTIONS)
    right = vote_logits[known][clear][:, :EMOTIONS].argmax(1) == top[clear]
    votes = _accuracies(right, top[clear], data.VOTES[:EMOTIONS])
    votes["cross_entropy"] = float(-(shares * log_votes).sum(1).mean())
    votes["voters_own_entropy"] = float(-(shares * np.log(np.maximum(shares, 1e-9))).sum(1).mean())
    votes["mean_absolute_error"] = float(np.abs(np.exp(log_votes) - shares).mean())
    chosen = np.exp(log_votes).argmax(1)
    picked = np.arange(len(chosen))
    # Here a "hit" is the share of voters who agree with the net's top class, so confidence is read as that share.
    votes["calibration_error"] = _calibration_error(np.exp(log_votes)[picked, chosen], shares[picked, chosen])
    return {"labels": labels, "votes": votes}


def measure_movements(said: np.ndarray, measured: torch.Tensor, count: torch.Tensor) -> dict[str, float]:
    """How each movement that the net tells goes with what the mesh measured: Pearson's correlation over the faces that count at least half."""
    found = {}
    for i, name in enumerate(MOVEMENTS):
        sure = count[:, i].numpy() >= 0.5
        found[name] = round(float(np.corrcoef(said[sure, i], measured[sure, i].numpy())[0, 1]), 3)
    return found


def main() -> None:
    """Command line; prints JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"))
    parser.add_argument("--checkpoint", default="expression-best.pt", help="a file in the runs folder")
    parser.add_argument("--private", action="store_true", help="PrivateTest instead: only when nothing is chosen any more")
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    net, about = read_checkpoint(Path(args.runs) / args.checkpoint)
    net = calibrate(net, faces, about["movements"])
    rows = faces.rows("P" if args.private else "V")
    votes, labels, shown, _movements = predict(net, faces, rows)
    fresh = ~faces.copied[rows]
    report = {
        "split": "PrivateTest" if args.private else "PublicTest",
        "all": measure(faces, rows, votes, labels),
        "shown": measure(faces, rows, np.pad(shown, ((0, 0), (0, 3)), constant_values=-99), shown),
        "without_copies_of_training_faces": measure(faces, rows[fresh], votes[fresh], labels[fresh]),
    }
    print(json.dumps(report, indent=2))


if __name__ == "__main__":
    main()
