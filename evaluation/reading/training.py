"""Training of the reader on two cores: resumable, with a progress bar, in under three hours."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from evaluation.reading.augmentation import reworded
from evaluation.reading.examples import Example, Material
from index.encoder.pair import Pair, PairLayout
from index.encoder.prepare.reader_network import ReaderNetwork

_PAD = 1


@dataclass(frozen=True)
class Recipe:
    """How the reader is trained; whatever changes here gives another reader."""

    seed: int = 18
    questions: int = 6_600
    """Drawn from all material: what two cores read in under an hour."""
    questions_a_step: int = 6
    negatives: int = 2
    """Passages that do not answer, beside each question's that does."""
    max_tokens: int = 256
    layers_rate: float = 6e-5
    heads_rate: float = 1e-3
    warm_up: int = 60
    positive_weight: float = 2.0
    passage_share: float = 0.3
    group_share: float = 0.5
    """Of the loss: which of all sentences read for a question answers it, or none."""
    own_document: float = 0.4
    """Share of the negatives taken from the document that answers, where it has more passages."""


@dataclass(frozen=True)
class _Group:
    """One question beside the passages drawn for it."""

    pairs: tuple[Pair, ...]
    right: tuple[frozenset[int], ...]
    holds: tuple[float, ...]
    sentences_known: tuple[bool, ...]

    @property
    def longest(self) -> int:
        return max(len(pair.ids) for pair in self.pairs)


class Drawing:
    """Draws the examples of a run, in an order and with negatives that the seed settles."""

    def __init__(
        self, material: Material, nearest: Sequence[tuple[int, ...]], layout: PairLayout, recipe: Recipe
    ) -> None:
        self._material, self._nearest, self._layout, self._recipe = material, nearest, layout, recipe

    def steps(self, order: Sequence[int], start: int) -> Iterator[list[_Group]]:
        """Batches of questions of about the same length, from step `start` on."""
        size = self._recipe.questions_a_step
        window = size * 8
        for first in range(0, len(order) - size + 1, window):
            if (first + window) // size <= start:
                continue
            chance = random.Random(f"{self._recipe.seed}-{first}")
            groups = sorted((self._group(number, chance) for number in order[first : first + window]), key=lambda g: g.longest)
            batches = [groups[at : at + size] for at in range(0, len(groups), size)]
            chance.shuffle(batches)
            yield from batches[max(0, start - first // size) :]

    def _group(self, number: int, chance: random.Random) -> _Group:
        example = self._material.examples[number]
        question = self._layout.question(reworded(example.question, chance))
        drawn = self._drawn(example, self._nearest[number], chance)
        pairs, right, holds, known = [], [], [], []
        for place in drawn:
            passage = self._material.passages[place]
            context = passage.context if chance.random() > 0.1 else ""
            pairs.append(self._layout.pair(question, context, passage.text, passage.spans))
            right.append(example.right.get(place, frozenset()))
            holds.append(float(place in example.right))
            known.append(example.sentences_known or place not in example.right)
        return _Group(tuple(pairs), tuple(right), tuple(holds), tuple(known))

    def _drawn(self, example: Example, nearest: tuple[int, ...], chance: random.Random) -> list[int]:
        """The passage that answers, if one does, then negatives: of its document, and the nearest of others."""
        drawn = [max(example.right, key=lambda place: len(example.right[place]))] if example.right else []
        wanted = len(drawn) + self._recipe.negatives
        near = list(example.near)
        if not example.right:  # read first where the answer would be looked for
            near.sort(key=lambda place: nearest.index(place) if place in nearest else len(nearest))
            drawn.extend(near[:1])
        while len(drawn) < wanted:
            own = [place for place in near if place not in drawn]
            others = [place for place in nearest if place not in drawn]
            if own and chance.random() < self._recipe.own_document:
                drawn.append(chance.choice(own))
            elif others:
                drawn.append(others[min(int(chance.expovariate(0.45)), len(others) - 1)])
            else:
                drawn.append(chance.randrange(len(self._material.passages)))
        return drawn


def train(
    network: ReaderNetwork, drawing: Drawing, order: Sequence[int], recipe: Recipe, checkpoint: Path, every: int = 100
) -> None:
    """Train `network` in place, over the examples in `order`; goes on from `checkpoint` where there is one."""
    network.learn()
    optimizer = _optimizer(network)
    steps = len(order) // recipe.questions_a_step
    start = _resumed(network, optimizer, recipe, checkpoint)
    torch.manual_seed(recipe.seed + start)
    bar = tqdm(total=steps, initial=start, unit="pas", desc="lecteur")
    mean = 0.0
    for step, groups in enumerate(drawing.steps(order, start), start):
        for group, rate in zip(optimizer.param_groups, (recipe.layers_rate, recipe.heads_rate), strict=True):
            group["lr"] = rate * min(1.0, (step + 1) / recipe.warm_up) * max(0.03, 1 - step / steps)
        loss = loss_of(network, groups, recipe)
        optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        mean = loss.item() if step == start else 0.98 * mean + 0.02 * loss.item()
        bar.update()
        bar.set_postfix(loss=f"{mean:.3f}")
        if (step + 1) % every == 0:
            _save(network, optimizer, recipe, checkpoint, step + 1)
    bar.close()
    _save(network, optimizer, recipe, checkpoint, steps)
    network.eval()


def loss_of(network: ReaderNetwork, groups: Sequence[_Group], recipe: Recipe) -> Tensor:
    """Mean loss of the questions: each sentence on its own, each passage on its own, and all sentences of a question
    against each other and against there being no answer."""
    pairs = [pair for group in groups for pair in group.pairs]
    right = [sentences for group in groups for sentences in group.right]
    known = torch.tensor([each for group in groups for each in group.sentences_known])
    ids, mask, pooling, judged = padded(pairs)
    wanted = torch.zeros(judged.shape)
    for row, sentences in enumerate(right):
        for sentence in sentences:
            wanted[row, sentence] = 1
    counted = judged * known[:, None]
    with torch.autocast("cpu", dtype=torch.bfloat16):
        sentence_logits, passage_logits = network(ids, pooling, mask)
    sentence_logits, passage_logits = sentence_logits.float(), passage_logits.float()
    binary = nn.functional.binary_cross_entropy_with_logits
    alone = binary(
        sentence_logits, wanted, pos_weight=torch.tensor(recipe.positive_weight), reduction="none"
    ) * counted
    holds = torch.tensor([each for group in groups for each in group.holds])
    loss = alone.sum() / counted.sum() + recipe.passage_share * binary(passage_logits, holds)
    return loss + recipe.group_share * _against_each_other(groups, sentence_logits, wanted, counted)


def _against_each_other(groups: Sequence[_Group], logits: Tensor, wanted: Tensor, counted: Tensor) -> Tensor:
    """Cross entropy of the sentences that answer among all read for a question; of "none" at a logit of 0."""
    losses, row = [], 0
    for group in groups:
        rows = slice(row, row + len(group.pairs))
        row += len(group.pairs)
        if not all(group.sentences_known):
            continue
        flat = logits[rows][counted[rows] > 0]
        right = wanted[rows][counted[rows] > 0] > 0
        everything = torch.logsumexp(torch.cat([flat, flat.new_zeros(1)]), 0)
        answer = torch.logsumexp(flat[right], 0) if right.any() else flat.new_zeros(())
        losses.append(everything - answer)
    return torch.stack(losses).mean() if losses else logits.new_zeros(())


def padded(pairs: Sequence[Pair]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Pairs as one batch: ids and mask (pairs, tokens), pooling (pairs, sentences, tokens), judged (pairs, sentences)."""
    tokens, sentences = max(len(p.ids) for p in pairs), max(1, *(len(p.pooling) for p in pairs))
    ids = torch.full((len(pairs), tokens), _PAD)
    mask = torch.zeros(len(pairs), tokens, dtype=torch.long)
    pooling = torch.zeros(len(pairs), sentences, tokens)
    judged = torch.zeros(len(pairs), sentences)
    for row, pair in enumerate(pairs):
        count, length = pair.pooling.shape
        ids[row, :length], mask[row, :length] = torch.from_numpy(pair.ids), 1
        pooling[row, :count, :length] = torch.from_numpy(pair.pooling)
        judged[row, :count] = torch.from_numpy(pair.judged.astype(np.float32))
    return ids, mask, pooling, judged


def _optimizer(network: ReaderNetwork) -> torch.optim.Optimizer:
    learned = [(name, value) for name, value in network.named_parameters() if value.requires_grad]
    layers = [value for name, value in learned if name.startswith("bert.")]
    heads = [value for name, value in learned if not name.startswith("bert.")]
    return torch.optim.AdamW([{"params": layers}, {"params": heads}], weight_decay=0.01)


def _resumed(network: ReaderNetwork, optimizer: torch.optim.Optimizer, recipe: Recipe, checkpoint: Path) -> int:
    """The step to go on from; 0 where there is no checkpoint, or it is of another recipe."""
    if not checkpoint.exists():
        return 0
    saved: dict[str, Any] = torch.load(checkpoint, weights_only=True)
    if saved["recipe"] != asdict(recipe):
        return 0
    network.load_state_dict(saved["learned"], strict=False)
    optimizer.load_state_dict(saved["optimizer"])
    return int(saved["step"])


def _save(
    network: ReaderNetwork, optimizer: torch.optim.Optimizer, recipe: Recipe, checkpoint: Path, step: int
) -> None:
    """Written beside and renamed: a run that is killed leaves the checkpoint before."""
    aside = checkpoint.with_suffix(".part")
    torch.save(
        {"recipe": asdict(recipe), "learned": network.learned(), "optimizer": optimizer.state_dict(), "step": step}, aside
    )
    os.replace(aside, checkpoint)
