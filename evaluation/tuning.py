"""Fits the weights that find passages, and those that choose sentences, on development sets.

`python -m evaluation.tuning passages DATA QUESTIONS.jsonl [DATA QUESTIONS.jsonl …]`
`python -m evaluation.tuning sentences DATA QUESTIONS.jsonl [DATA QUESTIONS.jsonl …]`

Both start from what is shipped and search around it at random, seeded: each step moves two weights and is kept where
the mean gain of the sets is higher. Every set weighs the same whatever its size, and what one loses counts five times
over. The same search is then made without each of three folds of the questions, and judged on the fold left out: what
gains on the questions it has seen and not on the others has learnt the questions. Nothing is written: weights are
printed, to be pasted with judgement."""

from __future__ import annotations

import argparse
import sys

from evaluation import passage_tuning, sentence_tuning
from evaluation.development import add_arguments, new_parser, opened
from evaluation.judging.jsonl import JsonLinesError
from index.errors import SnapshotError

STEPS = {"passages": 300, "sentences": 60}
"""Proposals by default; a proposal for sentences selects every answer again, and takes most of a second on 400."""
PARTS = 3


def _parser() -> argparse.ArgumentParser:
    parser = new_parser("python -m evaluation.tuning", __doc__)
    commands = parser.add_subparsers(dest="what", required=True)
    for name, steps in STEPS.items():
        command = commands.add_parser(name, help=f"weights of {name}")
        add_arguments(command)
        command.add_argument("--steps", type=int, default=steps, help="proposals of each search (default: %(default)s)")
        command.add_argument("--seed", type=int, default=0)
        command.add_argument("--folds", type=int, default=PARTS, help="parts held out in turn (default: %(default)s)")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """0 done, 1 failed, 2 wrong usage."""
    parser = _parser()
    options = parser.parse_args(arguments)
    try:
        print(_tuned(parser, options))
    except (JsonLinesError, SnapshotError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def _tuned(parser: argparse.ArgumentParser, options: argparse.Namespace) -> str:
    limits = (options.steps, options.seed, options.folds)
    if options.what == "passages":
        found = [sample for development in opened(parser, options) for sample in passage_tuning.collect(development)]
        return passage_tuning.tune(found, *limits)
    chosen = [sample for development in opened(parser, options) for sample in sentence_tuning.collect(development)]
    return sentence_tuning.tune(chosen, *limits)


if __name__ == "__main__":
    sys.exit(main())
