"""The life of an index: only what changed is encoded, and it is swapped whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from small_corpora import TEXTS, Place, RecordingEncoder, nearest, passage_ids, write

from index.build.builder import build, rollback
from index.build.lock import build_lock
from index.errors import BuildError, LockedError
from index.storage.snapshot import SNAPSHOTS, Snapshot, current_id, set_current

PROJECT = Path(__file__).resolve().parents[3]
QUERIES = ("Combien de temps durent les prêts ?", "Quand le programme a-t-il été lancé ?", "Qui recrute des jeunes ?")
BUILDER = """
import resource, sys
from pathlib import Path
from index.build.builder import build
from index.encoder.encoder import Encoder
from index.errors import IndexingError

encoder = Encoder.open(Path(sys.argv[3]), 1)
import chromadb
if len(sys.argv) > 4:
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[4]),) * 2)

def progress(step, done, total):
    print(step, done, flush=True)

try:
    build([Path(sys.argv[1])], Path(sys.argv[2]), encoder, progress=progress)
except IndexingError as error:
    print(f"{type(error).__name__}: {error}")
    sys.exit(1)
"""
"""A builder in a process of its own, to kill or to starve; it says each step."""


def snapshots(data: Path) -> list[str]:
    return sorted(path.name for path in (data / SNAPSHOTS).iterdir())


def passages(snapshot: Snapshot) -> dict[str, np.ndarray]:
    return dict(zip(passage_ids(snapshot), snapshot.passage_vectors[:], strict=True))


def answers(place: Place) -> bool:
    """The live index is whole: every document readable, every query finds the passage that answers it."""
    snapshot = place.open()
    try:
        found = [nearest(snapshot, place.encoder, query, 1)[0].split(":")[0] for query in QUERIES]
        return len(list(snapshot.documents())) >= 4 and found == ["prets", "lancement", "vte"]
    finally:
        snapshot.close()


# --- what is built ---------------------------------------------------------------------------------


@pytest.mark.parametrize("files", [{}, {"vide.txt": ""}, {"image.txt": b"\x00" * 99}, {"photo.png": b"\x89PNG"}])
def test_a_corpus_without_any_document_is_refused(
    tmp_path: Path, recording_encoder: RecordingEncoder, files: dict[str, str | bytes]
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    with pytest.raises(BuildError, match=r"no document in .*corpus: add Markdown"):
        build([write(corpus, files)], tmp_path / "data", recording_encoder)
    assert current_id(tmp_path / "data") is None


def test_a_corpus_that_does_not_exist_is_refused(tmp_path: Path, recording_encoder: RecordingEncoder) -> None:
    with pytest.raises(BuildError, match="is not a folder"):
        build([tmp_path / "absent"], tmp_path / "data", recording_encoder)


def test_a_data_directory_that_cannot_be_made_is_refused(place: Place, tmp_path: Path) -> None:
    (tmp_path / "fichier").write_text("", "utf-8")
    with pytest.raises(BuildError, match="choose another --data"):
        build([place.corpus], tmp_path / "fichier" / "data", place.encoder)


def test_a_document_without_a_sentence_does_not_stop_the_build(place: Place) -> None:
    place.change({"points.txt": "…", "invisible.txt": "\u200b\u200b"})
    assert set(place.build().plan.added) == {"points", "invisible"}
    assert answers(place)


def test_problems_are_reported_and_kept_in_the_manifest(place: Place) -> None:
    place.change({"vide.txt": "", "nouveau.txt": "Un texte nouveau pour la suite du programme.\n"})
    report = place.build()
    assert report.plan.added == ("nouveau",)
    assert [str(problem) for problem in report.problems] == list(place.open().manifest.problems)
    assert "vide.txt" in str(report.problems[0])


# --- incremental builds ----------------------------------------------------------------------------


def test_an_unchanged_corpus_writes_nothing(place: Place) -> None:
    before = place.files()
    report = place.build()
    assert not report.built and report.plan.empty and len(report.plan.unchanged) == len(TEXTS)
    assert place.encoder.encoded == [] and place.files() == before
    assert report.snapshot == current_id(place.data)


def test_only_the_changed_document_is_encoded_again(place: Place) -> None:
    place.change({"vte.txt": TEXTS["vte.txt"] + "\nIl dure douze mois.\n"})
    report = place.build()
    assert report.built and report.plan.changed == ("vte",) and len(report.plan.unchanged) == 3
    assert place.encoder.encoded and all("VTE" in text for text in place.encoder.encoded)
    assert answers(place)


@pytest.mark.parametrize("held", [1, 8_192])
def test_a_title_of_several_documents_is_encoded_once(place: Place, held: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its own vector in each of them, also where few vectors may be held."""
    monkeypatch.setattr("index.build.writer._TITLES_HELD", held)
    named = [f"# Contacts\n\nLe bureau numéro {number} répond le matin.\n" for number in range(3)]
    place.change({f"contacts-{number}.md": text for number, text in enumerate(named)})
    place.build()
    assert place.encoder.encoded.count("Contacts") == 1
    snapshot = place.open()
    (alone,) = place.encoder.encode_passages(["Contacts"])
    for number in range(3):
        rows = np.flatnonzero(snapshot.title_documents == snapshot.store.ordinal(f"contacts-{number}"))
        assert np.array_equal(snapshot.title_vectors[int(rows[0])], alone.whole)


def test_a_change_of_metadata_alone_is_seen_without_encoding(place: Place) -> None:
    place.change({"prets.md": TEXTS["prets.md"].replace("2019-03", "2020-04")})
    report = place.build()
    assert report.plan.redescribed == ("prets",) and place.encoder.encoded == []
    published = place.open().document("prets").published_on
    assert published is not None and published.iso() == "2020-04"


def test_a_removed_document_leaves_no_trace(place: Place) -> None:
    (place.corpus / "ademe.txt").unlink()
    report = place.build()
    assert report.plan.removed == ("ademe",) and place.encoder.encoded == []
    snapshot = place.open()
    assert not any("ademe" in identity for identity in (*passage_ids(snapshot), *snapshot.vectors.ids()))
    assert not snapshot.keywords.document_frequency("decarbon") and "decarbonation" not in snapshot.words
    snapshot.close()


def test_two_documents_that_swap_names_swap_their_passages(place: Place) -> None:
    vte, ademe = TEXTS["vte.txt"], TEXTS["ademe.txt"]
    place.change({"vte.txt": ademe, "ademe.txt": vte})
    place.build()
    snapshot = place.open()
    assert nearest(snapshot, place.encoder, "Qui recrute des jeunes ?", 1)[0].startswith("ademe:")
    assert len(snapshot.vectors) == len(TEXTS)
    snapshot.close()


def test_a_new_lexicon_is_taken_up_without_encoding(place: Place) -> None:
    place.change({"lexique.yaml": "entries:\n  - {form: koi, means: quoi, kind: sms}\n"})
    report = place.build()
    assert report.built and report.plan.empty and place.encoder.encoded == []
    assert [entry.form for entry in place.open().lexicon.entries] == ["koi"]


def test_many_changes_later_the_index_equals_a_full_rebuild(place: Place, tmp_path: Path) -> None:
    place.change({"vte.txt": "Le VTE\n\nLe volontariat dure un an.\n", "doublon.txt": TEXTS["lancement.txt"]})
    place.build()
    (place.corpus / "ademe.txt").rename(place.corpus / "a.txt")
    place.change({"vte.txt": TEXTS["vte.txt"], "prets.md": TEXTS["prets.md"].replace("40 ans", "35 ans")})
    place.build()
    (place.corpus / "doublon.txt").unlink()
    place.build()
    fresh = place.copy(tmp_path / "neuf")
    fresh.build(full=True)
    one, other = place.open(), fresh.open()
    assert list(one.documents()) == list(other.documents())
    assert list(passages(one)) == list(passages(other))
    for name in ("passages", "sentences", "passage_vectors", "sentence_vectors", "title_vectors", "title_documents"):
        assert np.array_equal(getattr(one, name)[:], getattr(other, name)[:]), name
    assert [one.words.get(word) for word in one.words] == [other.words.get(word) for word in other.words]
    assert list(one.words) == list(other.words) and one.vectors.ids() == other.vectors.ids()
    for query in QUERIES:
        assert nearest(one, place.encoder, query, 4) == nearest(other, place.encoder, query, 4)
    for token in one.keywords.tokens():
        assert np.array_equal(one.keywords.scores({token: 1.0}), other.keywords.scores({token: 1.0}))
    one.close()
    other.close()


def test_a_full_build_encodes_everything(place: Place) -> None:
    assert place.build(full=True).built
    assert len(place.encoder.encoded) >= 2 * len(TEXTS)


def test_a_dry_run_tells_the_plan_and_changes_nothing(place: Place) -> None:
    place.change({"vte.txt": "Un autre texte sur le volontariat.\n", "neuf.txt": "Un texte de plus au corpus.\n"})
    (place.corpus / "ademe.txt").unlink()
    before = place.files()
    report = place.build(dry_run=True)
    assert (report.plan.added, report.plan.changed, report.plan.removed) == (("neuf",), ("vte",), ("ademe",))
    assert not report.built and place.encoder.encoded == [] and place.files() == before


def test_vectors_of_another_encoder_are_never_mixed_in(place: Place) -> None:
    path = place.live_folder / "manifest.json"
    manifest = json.loads(path.read_text("utf-8"))
    manifest["encoder"]["fingerprint"] = "un autre encodeur"
    path.write_text(json.dumps(manifest), "utf-8")
    report = place.build()
    assert report.built and len(place.encoder.encoded) >= 2 * len(TEXTS)
    assert place.open().manifest.encoder.fingerprint == place.encoder.fingerprint


def _cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _overwritten(path: Path) -> None:
    path.write_bytes(b"\x00ruine\xff" * 64)


DAMAGED = (
    "manifest.json", "documents.sqlite", "passages.npy", "sentence_vectors.npy", "lexicon.json", "words.txt",
    "tokens.txt", "terms.sqlite", "keywords/scores.npy", "annotations/stems.npy", "chroma/chroma.sqlite3", "chroma/*/header.bin",
)  # fmt: skip


@pytest.mark.parametrize("damage", [_overwritten, _cut_short, Path.unlink], ids=["overwritten", "short", "gone"])
@pytest.mark.parametrize("name", DAMAGED)
def test_a_build_over_an_unchanged_corpus_repairs_a_damaged_index(
    place: Place, name: str, damage: Callable[[Path], None]
) -> None:
    damage(next(place.live_folder.glob(name)))
    report = place.build()
    assert report.built and report.repaired and answers(place)
    assert not place.build().built


def test_pages_of_a_database_overwritten_in_place_are_noticed(place: Place) -> None:
    path = place.live_folder / "chroma" / "chroma.sqlite3"
    content = bytearray(path.read_bytes())
    content[4096 : 4096 * 6] = b"\xff" * (4096 * 5)
    path.write_bytes(content)
    report = place.build()
    assert report.repaired == "chroma/chroma.sqlite3 is corrupt" and answers(place)


def test_a_lost_vector_store_is_made_anew(place: Place) -> None:
    shutil.rmtree(place.live_folder / "chroma")
    assert place.build().built and answers(place)


def test_vectors_that_were_not_sound_are_not_copied_on(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damage that keeps every size shows when the copy is asked: everything is then made anew."""
    from index.build import builder as module

    told = iter(["passages are not found by their own vector"])
    monkeypatch.setattr(module, "lost_vectors", lambda snapshot: next(told, None))
    place.change({"neuf.txt": "Un texte de plus au corpus du programme.\n"})
    assert place.build().built and answers(place)
    assert len(place.encoder.encoded) >= 2 * len(TEXTS)


@pytest.mark.parametrize("name", [b"20200101T000000-abcdef\n", b"\xff\xfe\x00\n", b""])
def test_a_build_over_a_bad_current_starts_afresh(place: Place, name: bytes) -> None:
    (place.data / "CURRENT").write_bytes(name)
    assert place.build().built and answers(place)


# --- swaps -----------------------------------------------------------------------------------------


def change(place: Place, number: int) -> str:
    place.change({"ademe.txt": TEXTS["ademe.txt"] + f"\nUne phrase de plus, la numéro {number}.\n"})
    return place.build().snapshot or ""


def test_the_snapshot_before_the_live_one_is_kept_and_no_other(place: Place) -> None:
    made = [change(place, number) for number in range(3)]
    assert snapshots(place.data) == made[1:] and current_id(place.data) == made[2]


def test_a_rollback_goes_back_once(place: Place) -> None:
    first = current_id(place.data)
    change(place, 1)
    assert rollback(place.data) == first == current_id(place.data)
    assert answers(place)
    with pytest.raises(BuildError, match="no earlier snapshot"):
        rollback(place.data)


def test_a_build_after_a_rollback_keeps_the_one_rolled_back_to(place: Place) -> None:
    """Going back again must not lead to the very snapshot that was rejected."""
    first = current_id(place.data)
    rejected = change(place, 1)
    rollback(place.data)
    change(place, 2)
    assert rejected not in snapshots(place.data) and rollback(place.data) == first


def test_a_second_builder_is_turned_away(place: Place) -> None:
    place.change({"neuf.txt": "Un texte de plus au corpus du programme.\n"})
    with build_lock(place.data), pytest.raises(LockedError, match="another build is running"):
        place.build()
    with build_lock(place.data), pytest.raises(LockedError):
        rollback(place.data)
    assert place.build().built


def test_readers_never_see_a_half_built_index(place: Place) -> None:
    """Threads open the live snapshot again and again while builds swap it."""
    stop, failures, seen = threading.Event(), [], set()

    def reader() -> None:
        while not stop.is_set():
            try:
                snapshot = place.open()
                seen.add(snapshot.id)
                assert nearest(snapshot, place.encoder, QUERIES[0], 1)[0].startswith("prets:")
                assert len(list(snapshot.documents())) == len(TEXTS)
                snapshot.close()
            except Exception as error:
                failures.append(error)

    threads = [threading.Thread(target=reader) for _ in range(2)]
    for thread in threads:
        thread.start()
    made = [change(place, number) for number in range(3)]
    while made[-1] not in seen and not failures:
        time.sleep(0.01)
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []


# --- death and starvation ---------------------------------------------------------------------------


def builder(place: Place, encoder_folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILDER, str(place.corpus), str(place.data), str(encoder_folder), *more],
        cwd=PROJECT, env={**os.environ, "OMP_NUM_THREADS": "1"}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.mark.parametrize("moment", ["lecture", "first file", "encodage 1", "mots"])
def test_a_killed_build_leaves_the_live_index_and_the_next_one_repairs(
    place: Place, encoder_folder: Path, moment: str
) -> None:
    live = current_id(place.data)
    place.change({f"ajout-{n}.txt": f"Un ajout\n\nLe texte numéro {n} parle d'un atelier.\n" for n in range(12)})
    with builder(place, encoder_folder) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(moment) or moment == "first file":
                break
        while moment == "first file" and len(snapshots(place.data)) < 2 and process.poll() is None:
            time.sleep(0.001)  # encoding, the longest step, comes after it
        process.kill()
        process.wait()
    assert current_id(place.data) == live and answers(place)
    assert len(place.build().plan.added) == 12
    assert set(snapshots(place.data)) == {live, current_id(place.data)} and answers(place)


def test_a_whole_snapshot_that_never_went_live_is_not_gone_back_to(place: Place) -> None:
    """What a build leaves that is killed between its last file and the swap."""
    live = current_id(place.data)
    orphan = change(place, 1)
    assert live is not None
    set_current(place.data, live)
    newest = change(place, 2)
    assert orphan not in snapshots(place.data)
    assert current_id(place.data) == newest and rollback(place.data) == live


@pytest.mark.parametrize("limit", [0, 3_000])
def test_a_full_disk_is_told_and_keeps_the_live_index(place: Place, encoder_folder: Path, limit: int) -> None:
    """No file of the builder may grow beyond `limit` bytes, as on a full disk."""
    live = current_id(place.data)
    place.change({"neuf.txt": "Un texte de plus au corpus du programme.\n"})
    with builder(place, encoder_folder, str(limit)) as process:
        out, err = process.communicate()
    last = out.strip().splitlines()[-1]
    assert process.returncode == 1, err
    assert last.startswith("BuildError: ") and last.endswith("the live index is unchanged")
    assert snapshots(place.data) == [live] and answers(place)
    assert place.build().plan.added == ("neuf",)
