from bot.channels.sessions import RecentSessions
from bot.message import Session


def test_a_chat_gets_back_its_session_and_a_new_one_a_fresh_one() -> None:
    sessions = RecentSessions()
    sessions.put(1, Session(locale="fr"))
    assert sessions.get(1) == Session(locale="fr")
    assert sessions.get(2) == Session()


def test_a_forgotten_chat_starts_afresh() -> None:
    sessions = RecentSessions()
    sessions.put(1, Session(locale="fr"))
    sessions.forget(1)
    sessions.forget(2)
    assert sessions.get(1) == Session()


def test_beyond_the_capacity_the_chat_silent_for_longest_is_dropped() -> None:
    sessions = RecentSessions(capacity=2)
    for chat in (1, 2, 1, 3):
        sessions.put(chat, Session(locale="fr"))
    assert [sessions.get(chat).locale for chat in (1, 2, 3)] == ["fr", None, "fr"]
