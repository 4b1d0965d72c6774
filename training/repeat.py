"""Makes the shipped net anew, unattended: two nets to learn from, the net itself, then the export.

What was interrupted goes on from its last checkpoint, so the same command also resumes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
STEPS = [
    ["train.py", "--name", "first", "--net", "small", "--epochs", "60", "--trust", "0.3", "--seed", "1", "--resume"],
    ["predict.py", "--name", "first"],
    ["train.py", "--name", "second", "--net", "large", "--epochs", "45", "--trust", "0.3", "--seed", "2", "--resume"],
    ["predict.py", "--name", "second"],
    ["train.py", "--taught-by", "first", "second", "--epochs", "120", "--trust", "0.6", "--seed", "3", "--resume"],
    ["export.py"],
]


def main() -> None:
    """Command line; `python repeat.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="caches, checkpoints and logs")
    args = parser.parse_args()
    for program, *more in STEPS:
        subprocess.run([sys.executable, HERE / program, "--data", args.data, "--runs", args.runs, *more], check=True)


if __name__ == "__main__":
    main()
