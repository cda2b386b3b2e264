from bot.channels.telegram.traces import Sent, Traces


def test_a_message_leads_to_what_answered_it() -> None:
    traces = Traces()
    traces.keep(1, 10, (Sent(11), Sent(12, editable=False)))
    assert traces.answers(1, 10) == (Sent(11), Sent(12, editable=False))
    assert traces.answers(1, 99) == traces.answers(2, 10) == ()


def test_forgetting_a_chat_tells_whose_messages_were_known() -> None:
    traces = Traces()
    traces.keep(1, 10, (Sent(11),))
    traces.keep(1, 11, (Sent(13),))  # a button under 11 was pressed
    assert traces.known(1) == ({10}, {11, 13})
    traces.forget(1)
    assert traces.answers(1, 10) == ()
    assert traces.known(1) == (set(), set())


def test_a_message_with_several_buttons_loses_no_reply() -> None:
    traces = Traces()
    traces.keep(1, 10, (Sent(11),))
    traces.keep(1, 11, (Sent(12),))
    traces.keep(1, 11, (Sent(13),))
    assert traces.known(1) == ({10}, {11, 12, 13})


def test_only_the_last_messages_and_chats_are_remembered() -> None:
    traces = Traces(chats=2, messages=2)
    for message in (10, 20, 30):
        traces.keep(1, message, (Sent(message + 1),))
    assert [bool(traces.answers(1, message)) for message in (10, 20, 30)] == [False, True, True]
    traces.keep(2, 10, (Sent(11),))
    traces.keep(3, 10, (Sent(11),))
    assert [bool(traces.known(chat)[0]) for chat in (1, 2, 3)] == [False, True, True]


def test_an_album_opens_once_in_each_chat() -> None:
    traces = Traces(messages=2)
    assert [traces.opens_album(chat, "a") for chat in (1, 1, 2)] == [True, False, True]
    traces.opens_album(1, "b")
    traces.opens_album(1, "c")
    assert traces.opens_album(1, "a")
