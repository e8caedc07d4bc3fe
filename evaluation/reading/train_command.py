"""The training of the reader, from its material to the file that the project carries."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from pathlib import Path

import click

from evaluation.reading import examples
from evaluation.reading.examples import Material, own_material, squad, written_rows
from evaluation.reading.negatives import nearest_passages
from evaluation.reading.training import Drawing, Recipe, train
from index.encoder.encoder import Encoder
from index.encoder.pair import PairLayout
from index.encoder.prepare.carried_model import CARRIED_MODEL
from index.encoder.prepare.preparation import slug_of
from index.encoder.prepare.reader_delta import write_delta
from index.encoder.prepare.reader_network import ReaderNetwork
from index.encoder.prepare.reader_preparation import carried_network
from index.encoder.tokenizer_choice import open_tokenizer

PIAF_QUESTIONS = 3_000
"""Drawn from all of them: more of one encyclopaedia teaches little about sheets."""


def run(
    piaf: Path | None,
    faq: Path | None,
    rows: Path | None,
    documents: Path | None,
    data: Path,
    work: Path,
    out: Path | None,
) -> None:
    """Gather, mine, train, write."""
    recipe = Recipe()
    folder = data / "models" / slug_of(CARRIED_MODEL)
    work.mkdir(parents=True, exist_ok=True)
    material = _material(piaf, faq, rows, documents)
    nearest = nearest_passages(material, Encoder.open(folder))
    order = _order(material, recipe)
    counts = Counter(material.examples[number].corpus for number in order)
    click.echo("exemples : " + ", ".join(f"{name} {count}" for name, count in sorted(counts.items())))
    layout = PairLayout(open_tokenizer(folder), recipe.max_tokens)
    network, base = _untrained(), _untrained()
    train(network, Drawing(material, nearest, layout, recipe), order, recipe, work / "reader.pt")
    target = out or work / "reader.safetensors"
    write_delta(network, base, target, {"trained_on": dict(counts), "recipe": vars(recipe)})
    click.echo(f"{target} : {target.stat().st_size / 1e6:.1f} Mo")


def _untrained() -> ReaderNetwork:
    """The reader before it learned anything: heads drawn by the seed."""
    import torch

    torch.manual_seed(Recipe.seed)
    with tempfile.TemporaryDirectory() as scratch:
        network: ReaderNetwork = carried_network(Path(scratch))[0]
    return network


def _material(piaf: Path | None, pairs: Path | None, rows: Path | None, documents: Path | None) -> Material:
    material = own_material()
    if rows and documents:
        material.add(*written_rows(rows, documents))
    if piaf:
        material.add(*squad(piaf, held_out=False))
    if pairs:
        material.add(*examples.faq(pairs, held_out=False))
    return material


def _order(material: Material, recipe: Recipe) -> list[int]:
    chance = random.Random(recipe.seed)
    encyclopaedia = [number for number, example in enumerate(material.examples) if example.corpus == "piaf"]
    others = [number for number, example in enumerate(material.examples) if example.corpus != "piaf"]
    order = others + chance.sample(encyclopaedia, min(PIAF_QUESTIONS, len(encyclopaedia)))
    chance.shuffle(order)
    return order[: recipe.questions]
