from __future__ import annotations

from assistant.http import problem_kinds, problems
from assistant.request_errors import QuestionError
from index.errors import SnapshotError


def test_every_kind_has_a_slug_of_its_own_and_an_error_status() -> None:
    declared = [kind for kind in vars(problem_kinds).values() if isinstance(kind, problem_kinds.ProblemKind)]
    assert sorted(problem_kinds.KINDS) == sorted({kind.slug for kind in declared}) and len(declared) == len(problem_kinds.KINDS)
    assert all(400 <= kind.status < 600 for kind in problem_kinds.KINDS.values())


def test_a_refused_question_keeps_the_words_of_the_refusal() -> None:
    assert problems.of_exception(QuestionError("La question est vide.")) == (
        problem_kinds.REFUSED_QUESTION, "La question est vide.",
    )  # fmt: skip


def test_a_missing_index_does_not_tell_a_client_where_the_data_is() -> None:
    known = problems.of_exception(SnapshotError("no index in /srv/assistant/data: run `assistant index`"))
    assert known is not None and known[0] is problem_kinds.NO_INDEX
    assert "/srv" not in known[1]


def test_a_defect_is_not_taken_for_a_refusal() -> None:
    assert problems.of_exception(ValueError("la question de Mme Durand")) is None


def test_the_path_of_a_request_is_shown_without_its_query() -> None:
    scope = {"path": "/api/v1/search", "query_string": b"q=Mme+Durand", "state": {"request_id": "r-1"}}
    details = problems.problem_details(scope, problem_kinds.INVALID, "non")
    assert details.instance == "/api/v1/search" and details.request_id == "r-1"
    assert "Durand" not in details.model_dump_json()
