"""The XLM-R tokenizer, rebuilt from the unigram vocabulary of an E5S1 file."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from index.encoder.prepare.e5s1 import Vocabulary

METASPACE = "▁"


def build_tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    """A fast tokenizer with character offsets, equal to XLM-R's: ``<s> pieces </s>``.

    SentencePiece's ``nmt_nfkc`` rule is NFKC, plus control characters dropped and other blanks (line
    ends, zero-width characters, byte-order mark) read as spaces. Both sets are taken from the file's
    character map; NFKC comes from the library, which, unlike a map of single code points, also
    composes letters followed by combining accents, as the original rule does. Code points that Unicode
    gained since the model was trained are the only other difference.
    """
    from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

    pieces = list(zip(vocabulary.pieces, vocabulary.scores, strict=True))
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=vocabulary.unk, byte_fallback=False))
    dropped, blank = _dropped_and_blank(vocabulary.character_map)
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace(Regex(_character_class(dropped)), ""),
            normalizers.Replace(Regex(_character_class(blank)), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(METASPACE, prepend_scheme="always")]
    )
    tokenizer.decoder = decoders.Metaspace(METASPACE, prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos], vocabulary.pieces[vocabulary.eos]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    return tokenizer


def _dropped_and_blank(character_map: dict[str, str]) -> tuple[list[str], list[str]]:
    """Code points the map removes or turns into a space although NFKC would not."""
    unlike_nfkc = {
        old: new for old, new in character_map.items() if unicodedata.normalize("NFKC", old) != new
    }
    dropped = [old for old, new in unlike_nfkc.items() if new == ""]
    blank = [old for old, new in unlike_nfkc.items() if new == " "]
    return dropped, blank


def _character_class(characters: list[str]) -> str:
    return "[" + "".join(re.escape(character) for character in characters) + "]"
