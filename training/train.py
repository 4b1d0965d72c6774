"""Trains a net on FER2013's pictures: FER+'s votes, FER2013's labels, teachers' answers and mesh.py's movements are its targets.

Only training rows that copy no test face are used (without --copies); PublicTest picks the epoch; PrivateTest is never read here. It uses
a GPU where there is one, keeps a checkpoint an epoch, and goes on from it with --resume.
"""

import argparse
import json
import math
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor, nn

import data
from augment import augment, not_faces
from drawings import drawings
from evaluate import measure, measure_movements
from mesh import MOVEMENTS, SURE_ABOVE
from model import count_multiply_adds, count_parameters
from predict import NETS, predict, read_checkpoint

EMPTY = 1 / 16  # of each batch: pictures without a face
DRAWN = 3000  # of those to choose from
HALF_SURE = 0.5  # deviations between framings at which a movement counts half
FARTHEST = 4.0  # deviations
MOUTH = [MOVEMENTS.index("smile"), MOVEMENTS.index("mouthOpen")]
COVERED = 0.06  # of the faces, under the same targets, where --hide says nothing else
MOVEMENTS_COUNT = 0.3  # times as much as the votes do


def learning_rate(progress: float, peak: float, warm_up: float) -> float:
    """Linear warm-up, then a cosine to nearly zero; progress and warm_up are shares (0..1) of the whole run."""
    if progress < warm_up:
        return peak * max(progress / warm_up, 0.02)
    return peak * (0.5 + 0.5 * math.cos(math.pi * (progress - warm_up) / (1 - warm_up))) + 1e-3 * peak


def parameter_groups(net: nn.Module, decay: float) -> list[dict]:
    """Weight decay for kernels and matrices only; a trunk that knows something already learns at its own `share` of the rate."""
    trunk = {id(p) for p in net.trunk.parameters()}
    groups = []
    for share, is_trunk in ((getattr(net, "trunk_rate", 1.0), True), (1.0, False)):
        part = [p for p in net.parameters() if (id(p) in trunk) == is_trunk]
        kernels = [p for p in part if p.dim() > 1]
        others = [p for p in part if p.dim() <= 1]
        groups.append({"params": kernels, "weight_decay": decay, "share": share})
        groups.append({"params": others, "weight_decay": 0.0, "share": share})
    return groups


@torch.no_grad()
def follow(average: nn.Module, net: nn.Module, keep: float) -> None:
    """Move the averaged net a little towards the trained one; keep in 0..1."""
    for kept, now in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(now, 1 - keep)
        else:
            kept.copy_(now)


def loss_of(outputs: list[Tensor], targets: tuple[Tensor, Tensor], counts: tuple[Tensor, Tensor]) -> Tensor:
    """Cross-entropy of both heads with shares [N, classes] as targets, over the faces that count (0 or 1, [N])."""
    total = torch.zeros((), device=outputs[0].device)
    for logits, target, count in zip(outputs, targets, counts, strict=True):
        by_face = -(target * F.log_softmax(logits, dim=1)).sum(1)
        total = total + (by_face * count).sum() / count.sum().clamp(min=1)
    return total


def movement_loss(said: Tensor, target: Tensor, count: Tensor) -> Tensor:
    """Smooth distance of movements [N, M], in deviations, weighted by how much each counts, 0..1 [N, M]."""
    by_face = F.smooth_l1_loss(said, target, reduction="none", beta=0.5)
    return (by_face * count).sum() / count.sum().clamp(min=1)


class Movements:
    """mesh.py's measures of each row's face as targets, in deviations from the mean over `rows`; unsure ones count less, or not."""

    def __init__(self, file: Path, cell: Tensor, rows: np.ndarray):
        with np.load(file) as kept:
            values, deviations, sure = (torch.from_numpy(kept[name])[cell] for name in ("values", "deviations", "sure"))
        usable = (sure > SURE_ABOVE) & values.isfinite().all(1)
        taught = values[rows][usable[rows]]
        # Quartiles, since a mesh that has slipped lies far away.
        low, middle, high = taught.quantile(torch.tensor([0.25, 0.5, 0.75]), dim=0)
        self.mean, self.deviation = middle, (high - low) / 1.349
        self.target = ((values - self.mean) / self.deviation).nan_to_num().clamp(-FARTHEST, FARTHEST)
        wavering = (deviations / self.deviation).nan_to_num()
        self.count = usable.unsqueeze(1) / (1 + (wavering / HALF_SURE).square())


class Live:
    """Teachers that are shown what the student is shown: each view, moved, relit and covered as it is, has an answer of its own
    (a consistent teacher, Beyer et al. 2022, arXiv 2106.05237).
    """

    def __init__(self, names: list[str], runs: Path, device: torch.device):
        parts = [name.partition(":") for name in names]
        self.nets = [read_checkpoint(runs / f"{name}-best.pt")[0].to(device) for name, _, _ in parts]
        weights = torch.tensor([float(weight or 1) for _, _, weight in parts])
        self.weights = weights / weights.sum()

    @torch.no_grad()
    def of(self, face: Tensor) -> list[Tensor] | None:
        """Shares of votes [N, 10] and labels [N, 7], the teachers' weighted means, on the processor; None without teachers."""
        said = [[head.float().softmax(1).cpu() for head in net(face)[:2]] for net in self.nets]
        return [torch.einsum("t,tnc->nc", self.weights, torch.stack(heads)) for heads in zip(*said, strict=True)] or None


class Targets:
    """What each row of FER2013 should be read as: votes [rows, 10] and labels [rows, 7] as shares, and which of them count.

    People's answers come first; what teachers say, and what the net itself said in earlier epochs of faces that it saw
    moved, darkened or blurred, is mixed in: a label is one noisy answer, their mean a calmer one (self-distillation as in
    Kim et al. 2021, arXiv 2006.12000, over a running mean as in Laine & Aila 2017, arXiv 1610.02242).
    """

    def __init__(self, faces: data.Faces, taught_by: list[Path], smoothing: float = 0.1, memory: float = 0.7):
        cast, classes = torch.from_numpy(faces.votes), len(data.LABELS)
        voted = torch.from_numpy(faces.votes_ok)
        shares = cast / cast.sum(1, keepdim=True).clamp(min=1)
        labels = F.one_hot(torch.from_numpy(faces.label), classes) * (1 - smoothing) + smoothing / classes
        self.memory = memory
        teachers = [np.load(path) for path in taught_by]
        self.taught = []
        if teachers:
            self.taught = [torch.from_numpy(np.mean([t[h] for t in teachers], 0)) for h in ("votes", "labels")]
            # Where the voters are unknown, the teachers stand in for them.
            shares = torch.where(voted.unsqueeze(1), shares, self.taught[0])
            voted = torch.ones_like(voted)
        self.people = [shares, labels]
        self.counts = [voted.float(), torch.ones(len(labels))]
        self.own = [said.clone() for said in self.taught or self.people]

    def remember(self, rows: Tensor, outputs: list[Tensor]) -> None:
        """Take in the logits that the net gave for rows."""
        for own, logits in zip(self.own, outputs, strict=True):
            own[rows] = own[rows].lerp(logits.detach().softmax(1).to(own.device), 1 - self.memory)

    def of(self, rows: Tensor, trust: float, live: list[Tensor] | None = None) -> tuple[list[Tensor], list[Tensor]]:
        """Targets [N, classes] of both heads and whether they count [N]; `trust` in 0..1 goes to the nets' answers.

        live: what teachers say of these very views, in place of what they said of the faces as they are.
        """
        said = [own[rows] for own in self.own]
        taught = live or [answers[rows] for answers in self.taught]
        if taught:
            said = [(own + answers) / 2 for own, answers in zip(said, taught, strict=True)]
        targets = [torch.lerp(people[rows], nets, trust) for people, nets in zip(self.people, said, strict=True)]
        return targets, [count[rows] for count in self.counts]


def main() -> None:
    """Command line; `python train.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"), help="caches, checkpoints and logs")
    parser.add_argument("--net", choices=list(NETS), default="small")
    parser.add_argument("--name", default="expression", help="of the checkpoints")
    parser.add_argument("--start", help="name of a checkpoint of the same net to start from")
    parser.add_argument("--taught-by", nargs="*", default=[], help="names of nets that predict.py has asked")
    parser.add_argument("--live", nargs="*", default=[], help="names of nets, or NAME:WEIGHT, that answer for each view")
    parser.add_argument("--trust", type=float, default=0.7, help="the nets' part in the targets at the end, 0..1")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.06, help="peak learning rate")
    parser.add_argument("--decay", type=float, default=5e-4, help="weight decay")
    parser.add_argument("--average", type=float, default=0.998, help="share of the averaged weights kept at each step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="train on so many rows only (a smoke test)")
    parser.add_argument("--hide", type=float, default=0, help="share of faces with something in front that hides votes, 0..1")
    parser.add_argument("--keep", choices=["best", "last"], default="best", help="which epoch's net")
    parser.add_argument("--copies", action="store_true", help="copies of test faces too, as others train; for a comparison, never shipped")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    runs = Path(args.runs)
    faces = data.load(args.data, runs)
    rows = (faces.rows("T") if args.copies else np.flatnonzero(faces.trainable))[: args.limit or None]
    public = faces.rows("V")
    images, cell = torch.from_numpy(faces.images), torch.from_numpy(faces.cell)
    targets = Targets(faces, [runs / f"{name}-said.npz" for name in args.taught_by])

    live = Live(args.live, runs, device)
    net, average = (NETS[args.net]().to(device, memory_format=torch.channels_last) for _ in range(2))
    if args.start:
        net.load_state_dict(read_checkpoint(runs / f"{args.start}-best.pt")[0].state_dict())
    elif hasattr(net, "settle"):
        net.settle(images[cell[rows[:512]]].unsqueeze(1).to(device).float() / 255)
    average.load_state_dict(net.state_dict())
    moves = Movements(runs / "movements.npz", cell, rows) if hasattr(net, "movements") else None
    optimizer = torch.optim.SGD(parameter_groups(net, args.decay), lr=args.rate, momentum=0.9, nesterov=True)
    steps_per_epoch = len(rows) // args.batch
    start, step, best = 0, 0, 0.0
    last = runs / f"{args.name}-last.pt"
    if args.resume and last.exists():
        kept = torch.load(last, map_location=device, weights_only=True)
        net.load_state_dict(kept["net"])
        average.load_state_dict(kept["average"])
        optimizer.load_state_dict(kept["optimizer"])
        start, best, targets.own = kept["epoch"], kept["best"], [own.cpu() for own in kept["own"]]
        step = start * steps_per_epoch
        torch.manual_seed(args.seed + start)
    print(f"{len(rows)} faces, {count_parameters(net)} parameters, {count_multiply_adds(net)} multiply-adds", flush=True)

    empty = int(args.batch * EMPTY)
    drawn = torch.from_numpy(drawings(DRAWN)).unsqueeze(1).float() / 255
    nobody, unknown = (F.one_hot(torch.tensor(data.VOTES.index(vote)), len(data.VOTES)).float() for vote in ("not-a-face", "unknown"))
    for epoch in range(start, args.epochs):
        net.train()
        # The net's own answers are worth little at first; teachers' are worth much from the beginning.
        trust = args.trust * (1 if args.taught_by or args.live else epoch / args.epochs)
        began, total = time.time(), 0.0
        order = torch.from_numpy(rows)[torch.randperm(len(rows))]
        for i in range(steps_per_epoch):
            for group in optimizer.param_groups:
                rate = learning_rate(step / (args.epochs * steps_per_epoch), args.rate, 1.5 / args.epochs)
                group["lr"] = rate * group["share"]
            batch = order[i * args.batch : (i + 1) * args.batch]
            face = images[cell[batch]].unsqueeze(1).to(device).float() / 255
            changed, same_mouth, hidden = augment(face[empty:], args.hide or COVERED)
            face = torch.cat([not_faces(face[:empty], drawn), changed])
            face = face.contiguous(memory_format=torch.channels_last)
            with torch.autocast(device.type, dtype=torch.bfloat16):
                outputs = net(face)
                taught = live.of(face)
            (votes, labels), (votes_count, labels_count) = targets.of(batch, trust, taught)
            votes[:empty], votes_count[:empty], labels_count[:empty] = nobody, 1, 0
            hidden = hidden.cpu() if args.hide else torch.zeros(len(hidden))
            # Voters who see half a face cannot know.
            votes[empty:] = torch.lerp(votes[empty:], unknown, hidden.unsqueeze(1))
            outputs = [logits.float() for logits in outputs]
            whole = empty + (hidden == 0).nonzero().squeeze(1)
            targets.remember(batch[whole], [logits[whole] for logits in outputs[:2]])
            loss = loss_of(
                outputs[:2], (votes.to(device), labels.to(device)), (votes_count.to(device), labels_count.to(device))
            )
            if moves:
                count = moves.count[batch].to(device)
                count[:empty] = 0
                count[empty:, MOUTH] *= same_mouth.unsqueeze(1)
                loss = loss + MOVEMENTS_COUNT * movement_loss(outputs[2], moves.target[batch].to(device), count)
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            optimizer.step()
            follow(average, net, min(args.average, (1 + step) / (10 + step)))
            step += 1
            total += loss.item()
        said = predict(average, faces, public, exact=False)
        figures = measure(faces, public, *said[:2])
        score = figures["labels"]["accuracy"] + figures["votes"]["accuracy"]
        line = {
            "epoch": epoch + 1,
            "epochs": args.epochs,
            "loss": round(total / steps_per_epoch, 4),
            "labels": round(figures["labels"]["accuracy"], 4),
            "labels_recall": round(figures["labels"]["mean_of_classes"], 4),
            "votes": round(figures["votes"]["accuracy"], 4),
            "votes_recall": round(figures["votes"]["mean_of_classes"], 4),
            "cross_entropy": round(figures["votes"]["cross_entropy"], 4),
            **({"movements": measure_movements(said[2], moves.target[public], moves.count[public])} if moves else {}),
            "seconds": round(time.time() - began),
        }
        print(json.dumps(line), flush=True)
        with open(runs / f"{args.name}.jsonl", "a") as log:
            log.write(json.dumps(line) + "\n")
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
        state |= {"epoch": epoch + 1, "best": max(best, score), "own": targets.own}
        torch.save(state, last.with_suffix(".new"))
        last.with_suffix(".new").replace(last)
        if score > best or args.keep == "last":
            best = max(best, score)
            about = {"net": args.net, "epochs": args.epochs, "best_epoch": epoch + 1, "seed": args.seed, "faces": len(rows)}
            about |= {"taught_by": args.taught_by, "live": args.live, "trust": args.trust, "start": args.start}
            if moves:
                about |= {"movements": {"mean": moves.mean.tolist(), "deviation": moves.deviation.tolist()}}
            torch.save({"net": average.state_dict(), "about": json.dumps(about)}, runs / f"{args.name}-best.pt")


if __name__ == "__main__":
    main()
