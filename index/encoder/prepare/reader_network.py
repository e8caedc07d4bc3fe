"""The reader's network in PyTorch: what is trained, and what is exported to be served."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from transformers import BertModel

FROZEN_LAYERS = 5
"""Of the encoder's twelve: word vectors and lower layers stay as they are."""


class ReaderNetwork(nn.Module):
    """A BERT encoder with two heads: does this sentence answer the question, does this passage hold an answer at all."""

    def __init__(self, bert: BertModel) -> None:
        super().__init__()
        self.bert = bert
        width = bert.config.hidden_size
        self.sentence = nn.Sequential(nn.Linear(2 * width, width), nn.GELU(), nn.Linear(width, 1))
        self.passage = nn.Linear(width, 1)

    @property
    def _frozen(self) -> tuple[nn.Module, ...]:
        return (self.bert.embeddings, *self.bert.encoder.layer[:FROZEN_LAYERS])

    def learn(self) -> None:
        """Make ready to be trained: gradients and dropout for what is learned alone.

        Drawing what attention drops would take half the time of a step on a CPU, so nothing is dropped there."""
        self.train()
        for part in self._frozen:
            part.eval()
            part.requires_grad_(requires_grad=False)
        for layer in self.bert.encoder.layer:
            layer.attention.self.dropout.p = 0.0

    def learned(self) -> dict[str, Tensor]:
        """What training changes, by name: the upper layers and the heads."""
        frozen = ("bert.embeddings.", *(f"bert.encoder.layer.{number}." for number in range(FROZEN_LAYERS)))
        return {name: value for name, value in self.state_dict().items() if not name.startswith(frozen)}

    def forward(self, ids: Tensor, pooling: Tensor, mask: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Logits (pairs, sentences) and (pairs,) of rows ``ids`` (pairs, tokens) int64 whose sentences are the rows of
        ``pooling`` (pairs, sentences, tokens); ``mask`` (pairs, tokens) is 0 where a row is padded."""
        hidden = self.bert(input_ids=ids, attention_mask=mask).last_hidden_state
        sentences = torch.bmm(pooling, hidden)
        first = hidden[:, :1].expand(-1, sentences.shape[1], -1)
        return self.sentence(torch.cat([sentences, first], -1)).squeeze(-1), self.passage(hidden[:, 0]).squeeze(-1)
