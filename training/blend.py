"""Averages the weights of nets of which one went on from the other: what has been learnt since is kept, and little of what was known before is lost
(Wortsman et al. 2022, arXiv 2109.01903).
"""

import argparse
import json
from pathlib import Path

import torch

from predict import read_checkpoint


def main() -> None:
    """Command line; `python blend.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; every step of repeat.py is given it")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"))
    parser.add_argument("--of", nargs="+", required=True, help="NAME:WEIGHT of checkpoints; what is noted is the last one's")
    parser.add_argument("--name", default="expression", help="of the checkpoint that is written")
    args = parser.parse_args()
    runs = Path(args.runs)
    parts = [name.partition(":") for name in args.of]
    weights = torch.tensor([float(weight) for _, _, weight in parts])
    weights = weights / weights.sum()
    read = [read_checkpoint(runs / f"{name}-best.pt") for name, _, _ in parts]
    about = read[-1][1] | {"blend": args.of}
    states = [net.state_dict() for net, _ in read]
    blended = {
        key: sum(weight * state[key] for weight, state in zip(weights, states, strict=True)) if last.is_floating_point() else last
        for key, last in states[-1].items()
    }
    torch.save({"net": blended, "about": json.dumps(about)}, runs / f"{args.name}-best.pt")


if __name__ == "__main__":
    main()
