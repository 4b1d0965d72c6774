"""Makes the shipped net anew, unattended: training, then the export.

Training that was interrupted goes on from its last checkpoint, so the same command also resumes.
"""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
RECIPE = ["--net", "small", "--epochs", "60", "--trust", "0.3"]


def main() -> None:
    """Command line; `python repeat.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(HERE / "runs"), help="caches, checkpoints and logs")
    args = parser.parse_args()
    for program, more in (("train.py", [*RECIPE, "--resume"]), ("export.py", [])):
        subprocess.run([sys.executable, HERE / program, "--data", args.data, "--runs", args.runs, *more], check=True)


if __name__ == "__main__":
    main()
