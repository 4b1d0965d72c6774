"""Makes the shipped net anew, unattended: nets to learn from, the net itself, then the export.

`base` is what shipped before (0.3.0), taught by `first` and `second`; the net that ships starts from it, and learns from it and from `face`,
which started from a face recognition net: that is `plain`. `hidden` goes on from there and learns what a mask or a hand
hides; what ships lies between the two. What was interrupted goes on from its last checkpoint, so the same command also resumes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TAUGHT = ["--taught-by", "base", "face", "--live", "base:2", "face:1", "--trust", "0.6"]
STEPS = [
    ["train.py", "--name", "first", "--net", "small", "--epochs", "60", "--trust", "0.3", "--seed", "1", "--resume"],
    ["predict.py", "--name", "first"],
    ["train.py", "--name", "second", "--net", "large", "--epochs", "45", "--trust", "0.3", "--seed", "2", "--resume"],
    ["predict.py", "--name", "second"],
    ["train.py", "--name", "base", "--taught-by", "first", "second", "--epochs", "120", "--trust", "0.6", "--seed", "3", "--resume"],
    ["predict.py", "--name", "base"],
    ["train.py", "--name", "face", "--net", "face", "--taught-by", "base", "--epochs", "18", "--rate", "0.03", "--trust", "0.45"]
    + ["--seed", "5", "--resume"],
    ["predict.py", "--name", "face"],
    ["train.py", "--name", "plain", "--start", "base", *TAUGHT, "--epochs", "38", "--rate", "0.03", "--seed", "7", "--resume"],
    ["train.py", "--name", "hidden", "--start", "plain", *TAUGHT, "--epochs", "12", "--rate", "0.01", "--seed", "11"]
    + ["--hide", "0.15", "--keep", "last", "--resume"],
    ["blend.py", "--of", "plain:1", "hidden:4"],
    ["export.py"],
]


def main() -> None:
    """Command line; `python repeat.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="caches, checkpoints and logs")
    parser.add_argument("--mesh", required=True, help="the unpacked npm package @mediapipe/face_mesh")
    args = parser.parse_args()
    if not (Path(args.runs) / "movements.npz").exists():
        mesh = ["--data", args.data, "--mesh", args.mesh, "--runs", args.runs]
        subprocess.run([sys.executable, HERE / "mesh.py", *mesh], check=True)
    for program, *more in STEPS:
        subprocess.run([sys.executable, HERE / program, "--data", args.data, "--runs", args.runs, *more], check=True)


if __name__ == "__main__":
    main()
