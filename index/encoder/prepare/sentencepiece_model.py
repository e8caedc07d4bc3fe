"""XLM-R's SentencePiece model, rebuilt from the unigram vocabulary of an E5S1 file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from index.encoder.prepare.e5s1 import Vocabulary

MASK = "<mask>"
_ONLY_ERRORS = 2
"""Compiling a character map is announced on stderr otherwise."""


def build_sentencepiece(vocabulary: Vocabulary) -> bytes:
    """A serialised SentencePiece model whose identifiers are those of the file.

    Special pieces are of kind *control*: a text that spells one out does not yield it. Single characters are rewritten
    as the file's map says; it lacks the sequences (letters followed by combining accents), which come from the
    library's own ``nmt_nfkc``, the rule both were made from.
    """
    import sentencepiece

    proto = _messages()
    sentencepiece.set_min_log_level(_ONLY_ERRORS)
    kinds = proto.ModelProto.SentencePiece
    special = {vocabulary.bos, vocabulary.eos, vocabulary.pad}
    model = proto.ModelProto()
    for identifier, (piece, score) in enumerate(zip(vocabulary.pieces, vocabulary.scores, strict=True)):
        kind = kinds.CONTROL if identifier in special or piece == MASK else kinds.NORMAL
        model.pieces.add(piece=piece, score=score, type=kinds.UNKNOWN if identifier == vocabulary.unk else kind)
    trainer = model.trainer_spec
    trainer.model_type, trainer.vocab_size = proto.TrainerSpec.UNIGRAM, len(vocabulary.pieces)
    for name in ("bos", "eos", "pad", "unk"):
        identifier = getattr(vocabulary, name)
        setattr(trainer, f"{name}_id", identifier)
        setattr(trainer, f"{name}_piece", vocabulary.pieces[identifier])
    model.normalizer_spec.name = "nmt_nfkc"
    model.normalizer_spec.precompiled_charsmap = _compiled_map(vocabulary.character_map)
    return model.SerializeToString(deterministic=True)


def _compiled_map(character_map: dict[str, str]) -> bytes:
    from sentencepiece import SentencePieceNormalizer

    rule = SentencePieceNormalizer(rule_name="nmt_nfkc").Decompile()
    sequences = {read: written for read, written in rule if len(read) > 1}
    compiled = SentencePieceNormalizer(norm_map=sorted((sequences | character_map).items()))
    return _messages().ModelProto.FromString(compiled.serialized_model_proto()).normalizer_spec.precompiled_charsmap


def _messages() -> Any:
    """The library's protocol buffers; their classes are made when it is imported."""
    from sentencepiece import sentencepiece_model_pb2

    return sentencepiece_model_pb2
