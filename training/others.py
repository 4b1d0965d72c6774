"""Counts as others count, so that published figures can be set beside ours: ten crops a face, and near copies of test faces left in training.

`copies` is the shipped net, trained on by the recipe with the copies in (train.py --copies); it never ships. Both nets are measured on
PrivateTest, one pass and ten crops; nothing is chosen here.
"""

import argparse
import json
from pathlib import Path

import data
from evaluate import measure
from predict import predict, read_checkpoint


def main() -> None:
    """Command line; writes results/others.json."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(here / "runs"))
    args = parser.parse_args()
    faces = data.load(args.data, args.runs)
    rows = faces.rows("P")
    nets = []
    for name, copies in (("shipped", False), ("copies", True)):
        net, about = read_checkpoint(Path(args.runs) / f"{name}-best.pt")
        for crops in (False, True):
            figures = measure(faces, rows, *predict(net, faces, rows, crops=crops)[:2])
            shares = {head: round(figures[head]["accuracy"], 4) for head in ("labels", "votes")}
            nets.append({"copies": copies, "crops": 10 if crops else 1, "epochs": about.get("best_epoch", 0), **shares})
            print(nets[-1], flush=True)
    report = {"split": "PrivateTest", "faces": len(rows), "copied": round(float(faces.copied[rows].mean()), 4), "nets": nets}
    (here / "results" / "others.json").write_text(json.dumps(report, indent=2) + "\n")


if __name__ == "__main__":
    main()
