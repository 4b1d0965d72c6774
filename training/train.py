"""Trains the expression net on FER2013's pictures with both FER+'s votes and FER2013's labels as targets.

Only training rows that copy no test face are used; PublicTest picks the epoch; PrivateTest is never read here.
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
from augment import augment
from evaluate import measure
from model import ExpressionNet, count_multiply_adds, count_parameters
from predict import predict


def learning_rate(progress: float, peak: float, warm_up: float) -> float:
    """Linear warm-up, then a cosine to nearly zero; progress and warm_up are shares (0..1) of the whole run."""
    if progress < warm_up:
        return peak * max(progress / warm_up, 0.02)
    return peak * (0.5 + 0.5 * math.cos(math.pi * (progress - warm_up) / (1 - warm_up))) + 1e-5


def parameter_groups(net: nn.Module, decay: float) -> list[dict]:
    """Weight decay for kernels and matrices only."""
    kernels = [p for p in net.parameters() if p.dim() > 1]
    others = [p for p in net.parameters() if p.dim() <= 1]
    return [{"params": kernels, "weight_decay": decay}, {"params": others, "weight_decay": 0.0}]


@torch.no_grad()
def follow(average: nn.Module, net: nn.Module, keep: float) -> None:
    """Move the averaged net a little towards the trained one; keep in 0..1."""
    for kept, now in zip(average.state_dict().values(), net.state_dict().values(), strict=True):
        if kept.is_floating_point():
            kept.lerp_(now, 1 - keep)
        else:
            kept.copy_(now)


def loss_of(outputs: tuple[Tensor, Tensor], shares: Tensor, has_votes: Tensor, label: Tensor) -> Tensor:
    """Soft cross-entropy on the shares of voters [N, 10], where there are any, plus smoothed cross-entropy on labels."""
    votes, labels = outputs
    by_face = -(shares * F.log_softmax(votes, dim=1)).sum(1)
    vote_loss = (by_face * has_votes).sum() / has_votes.sum().clamp(min=1)
    return vote_loss + F.cross_entropy(labels, label, label_smoothing=0.1)


def main() -> None:
    """Command line; `python train.py --help` says what can be set."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True, help="the compact FER2013 + FER+ folder")
    parser.add_argument("--runs", default=str(Path(__file__).parent / "runs"), help="caches, checkpoints and logs")
    parser.add_argument("--name", default="expression", help="of the checkpoints")
    parser.add_argument("--epochs", type=int, default=30)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=0.06, help="peak learning rate")
    parser.add_argument("--decay", type=float, default=5e-4, help="weight decay")
    parser.add_argument("--average", type=float, default=0.998, help="share of the averaged weights kept at each step")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, default=0, help="train on so many rows only (a smoke test)")
    parser.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    args = parser.parse_args()

    torch.manual_seed(args.seed)
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    runs = Path(args.runs)
    faces = data.load(args.data, runs)
    rows = np.flatnonzero(faces.trainable)[: args.limit or None]
    public = faces.rows("V")
    images = torch.from_numpy(faces.images)
    cell = torch.from_numpy(faces.cell)
    label = torch.from_numpy(faces.label)
    has_votes = torch.from_numpy(faces.votes_ok).float()
    votes = torch.from_numpy(faces.votes)
    shares = votes / votes.sum(1, keepdim=True).clamp(min=1)

    net = ExpressionNet().to(device, memory_format=torch.channels_last)
    average = ExpressionNet().to(device, memory_format=torch.channels_last)
    average.load_state_dict(net.state_dict())
    optimizer = torch.optim.SGD(parameter_groups(net, args.decay), lr=args.rate, momentum=0.9, nesterov=True)
    steps_per_epoch = len(rows) // args.batch
    start, step, best = 0, 0, 0.0
    last = runs / f"{args.name}-last.pt"
    if args.resume and last.exists():
        kept = torch.load(last, map_location=device, weights_only=True)
        net.load_state_dict(kept["net"])
        average.load_state_dict(kept["average"])
        optimizer.load_state_dict(kept["optimizer"])
        start, best = kept["epoch"], kept["best"]
        step = start * steps_per_epoch
        torch.manual_seed(args.seed + start)
    print(f"{len(rows)} faces, {count_parameters(net)} parameters, {count_multiply_adds(net)} multiply-adds", flush=True)

    for epoch in range(start, args.epochs):
        net.train()
        began, total = time.time(), 0.0
        order = torch.from_numpy(rows)[torch.randperm(len(rows))]
        for i in range(steps_per_epoch):
            for group in optimizer.param_groups:
                group["lr"] = learning_rate(step / (args.epochs * steps_per_epoch), args.rate, 1.5 / args.epochs)
            batch = order[i * args.batch : (i + 1) * args.batch]
            face = images[cell[batch]].unsqueeze(1).to(device).float() / 255
            with torch.autocast(device.type, dtype=torch.bfloat16):
                outputs = net(augment(face).contiguous(memory_format=torch.channels_last))
            outputs = tuple(o.float() for o in outputs)
            loss = loss_of(outputs, *(t[batch].to(device) for t in (shares, has_votes, label)))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            follow(average, net, min(args.average, (1 + step) / (10 + step)))
            step += 1
            total += loss.item()
        figures = measure(faces, public, *predict(average, faces, public))
        score = figures["labels"]["accuracy"] + figures["votes"]["accuracy"]
        print(
            f"epoch {epoch + 1}/{args.epochs} loss {total / steps_per_epoch:.4f} PublicTest labels "
            f"{figures['labels']['accuracy']:.4f} votes {figures['votes']['accuracy']:.4f} "
            f"cross-entropy {figures['votes']['cross_entropy']:.4f} {time.time() - began:.0f} s",
            flush=True,
        )
        state = {"net": net.state_dict(), "average": average.state_dict(), "optimizer": optimizer.state_dict()}
        state |= {"epoch": epoch + 1, "best": max(best, score)}
        torch.save(state, last.with_suffix(".new"))
        last.with_suffix(".new").replace(last)
        if score > best:
            best = score
            about = {"epochs": args.epochs, "best_epoch": epoch + 1, "seed": args.seed, "faces": len(rows)}
            torch.save({"net": average.state_dict(), "about": json.dumps(about)}, runs / f"{args.name}-best.pt")


if __name__ == "__main__":
    main()
