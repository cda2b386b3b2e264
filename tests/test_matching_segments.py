"""Where messages may be cut."""

import pytest

from bot.content.model import Content
from bot.matching.segments import MOST_PIECES, Segments


@pytest.fixture(scope="module")
def segments(content: Content) -> Segments:
    return Segments(content.cues)


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Qui a signé ?", ["Qui a signé"]),
        ("Qui a signé et quand ?", ["Qui a signé", "quand"]),
        ("Who runs it, and is it free?", ["Who runs it", "is it free"]),
        ("Hello! What is SISTRA?", ["Hello", "What is SISTRA"]),
        ("men and women", ["men", "women"]),
        ("", []),
        ("🙂🙂", []),
    ],
)
def test_messages_are_cut_between_questions(segments: Segments, text: str, pieces: list[str]) -> None:
    assert [piece.text for piece in segments.pieces(text)] == pieces


def test_pieces_know_what_they_are(segments: Segments) -> None:
    student, question = segments.pieces("Je suis étudiante à Lyon. Combien d'appels ?")
    assert (student.tells, student.asks) == (True, False)
    assert (question.tells, question.asks) == (False, True)
    first, second = segments.pieces("the slogan and also the partners")
    assert (first.asks, second.asks) == (True, True)
    first, second = segments.pieces("slogan + partners")
    assert (first.asks, second.asks) == (True, True)
    *_, last = segments.pieces("tell me how many calls came in who runs it")
    assert last.weak
    assert [piece.joined for piece in segments.pieces("and in 2015?")] == [True]
    assert [piece.joined for piece in segments.pieces("who signed and when")] == [False, True]


def test_of_a_long_story_the_questions_are_kept(segments: Segments) -> None:
    story = "I was there. It rained. We walked on. They came back. It was late. Who runs the hotline? " * 3
    pieces = segments.pieces(story)
    assert len(pieces) == MOST_PIECES
    assert sum(piece.text == "Who runs the hotline" for piece in pieces) == 3


def test_a_piece_without_letters_is_none(segments: Segments) -> None:
    assert [piece.text for piece in segments.pieces("who runs the hotline? 123")] == ["who runs the hotline"]
