"""Makes probabilities honest, and the reading that users see fair to rare expressions; both are fitted on PublicTest.

Each of the two heads is divided by one temperature. What users see joins them: with the expressions' frequencies taken
out, since the web's pictures say nothing about how often people in a call look afraid.
"""

import copy

import numpy as np
import torch
from torch import Tensor, nn

import data
from model import ExpressionNet
from predict import predict

LABELS_COUNT = 4.0  # times as much as votes do, in the reading shown
SHOWN = len(data.LABELS)  # the first seven of VOTES are LABELS


def best_temperature(logits: np.ndarray, target: np.ndarray) -> float:
    """The temperature at which softmax(logits / temperature) has the least cross-entropy with target [N, classes]."""
    z, t = torch.from_numpy(logits).double(), torch.from_numpy(target).double()
    choices = np.geomspace(0.4, 2.5, 400)
    losses = [-(t * torch.log_softmax(z / c, 1)).sum(1).mean().item() for c in choices]
    return float(choices[int(np.argmin(losses))])


def balanced(target: Tensor) -> Tensor:
    """Weights [N] under which every class of target [N, classes] is as frequent as any other; they sum to 1."""
    rare = 1 / target.sum(0)
    weights = target @ rare
    return weights / weights.sum()


def join(votes: np.ndarray, labels: np.ndarray, cast: np.ndarray, truth: np.ndarray) -> dict:
    """How the two heads' logits [N, 10] and [N, 7] add up to the reading shown: softmax(v·votes[:7] + l·labels + offset).

    cast: counts of voters [N, 10], zeros where unknown; truth: labels [N]. The numbers have the least cross-entropy with
    the labels and with the voters' clear majority among the seven, all seven weighted alike. Labels count more, since
    they are harder to meet: voters agree with the vote head anyhow.
    """
    v, l = (torch.from_numpy(z).double() for z in (votes[:, :SHOWN], labels))
    one_hot = torch.eye(SHOWN, dtype=torch.float64)
    mine = one_hot[torch.from_numpy(truth)]
    clear = data.clear_majority(cast, SHOWN)
    known = torch.from_numpy(clear)
    theirs = one_hot[torch.from_numpy(cast[clear].argmax(1))]
    scale = torch.full((2,), 0.5, dtype=torch.float64, requires_grad=True)
    offset = torch.zeros(SHOWN, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([scale, offset], max_iter=200, line_search_fn="strong_wolfe")

    def closure() -> Tensor:
        optimizer.zero_grad()
        log_shown = torch.log_softmax(scale[0] * v + scale[1] * l + offset, 1)
        loss = -LABELS_COUNT * (balanced(mine) * (mine * log_shown).sum(1)).sum()
        loss = loss - (balanced(theirs) * (theirs * log_shown[known]).sum(1)).sum()
        loss.backward()
        return loss

    optimizer.step(closure)
    return {"votes": scale[0].item(), "labels": scale[1].item(), "offset": (offset - offset.mean()).tolist()}


class Calibrated(nn.Module):
    """A net with honest heads and one more: face -> logits of votes [N, 10], labels [N, 7] and the reading shown [N, 7], movements [N, 5].

    Movements are in the mesh's own units (mesh.py).
    """

    def __init__(self, net: ExpressionNet, figures: dict, movements: dict):
        super().__init__()
        self.net = copy.deepcopy(net).eval()
        self.figures = figures
        for name in ("votes", "labels"):
            head = getattr(self.net, name)
            head.weight.data /= figures["temperature"][name]
            head.bias.data /= figures["temperature"][name]
        own, joined = self.net, figures["shown"]
        self.shown = nn.Linear(own.votes.in_features, SHOWN)
        for part in ("weight", "bias"):
            votes, labels = getattr(own.votes, part).data[:SHOWN], getattr(own.labels, part).data
            getattr(self.shown, part).data = joined["votes"] * votes + joined["labels"] * labels
        self.shown.bias.data += torch.tensor(joined["offset"])
        mean, deviation = (torch.tensor(movements[name]) for name in ("mean", "deviation"))
        head = self.net.movements
        head.weight.data *= deviation.unsqueeze(1)
        head.bias.data = head.bias.data * deviation + mean
        self.eval()

    def forward(self, face: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        features = self.net.features(face)
        return self.net.votes(features), self.net.labels(features), self.shown(features), self.net.movements(features)


def calibrate(net: ExpressionNet, faces: data.Faces, movements: dict) -> Calibrated:
    """The net with its heads calibrated on PublicTest; .figures holds the numbers that were fitted.

    movements: `mean` and `deviation` of each in training, as train.py notes them.
    """
    rows = faces.rows("V")
    votes, labels, _movements = predict(net, faces, rows)
    known = faces.votes_ok[rows]
    shares = faces.votes[rows] / np.maximum(faces.votes[rows].sum(1, keepdims=True), 1)
    temperature = {
        "votes": best_temperature(votes[known], shares[known]),
        "labels": best_temperature(labels, np.eye(len(data.LABELS))[faces.label[rows]]),
    }
    votes, labels = votes / temperature["votes"], labels / temperature["labels"]
    cast = faces.votes[rows] * known[:, None]
    shown = join(votes, labels, cast, faces.label[rows])
    figures = {"temperature": temperature, "shown": shown}
    return Calibrated(net, figures, movements)
