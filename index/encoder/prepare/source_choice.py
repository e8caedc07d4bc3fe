"""Choice of the source that an encoder's name in the settings belongs to."""

from __future__ import annotations

from index.encoder.prepare.carried_model import CarriedModel
from index.encoder.prepare.encoder_source import EncoderSource
from index.encoder.prepare.hub_model import HubModel
from index.encoder.prepare.local_folder import LocalFolder

SOURCES: list[EncoderSource] = [CarriedModel(), LocalFolder()]
"""Asked in this order whether a name is theirs."""


def source_of(spec: str) -> EncoderSource:
    """The source whose name it is; what none of them takes is the id of a model of the hub."""
    return next((source for source in SOURCES if source.takes(spec)), HubModel())
