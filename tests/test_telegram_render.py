import pytest

from bot.channels.plain import plain
from bot.channels.telegram.render import LIMIT, pieces
from tests.botapi import shown_text


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**96** cas", "<b>96</b> cas"),
        ("*vers **2008***", "<i>vers <b>2008</b></i>"),
        ("**a *b* c**", "<b>a <i>b</i> c</b>"),
        ("a < b & c > d", "a &lt; b &amp; c &gt; d"),
        ('« \u00a0"mots"\u00a0 »', '« \u00a0"mots"\u00a0 »'),
        ("<script>", "&lt;script&gt;"),
        ("[p](https://x.org/?a=1&b=2)", '<a href="https://x.org/?a=1&amp;b=2">p</a>'),
        ('[p](https://x.org/"q)', '<a href="https://x.org/%22q">p</a>'),
        ("[p](javascript:x)", "[p](javascript:x)"),
        ("un\ndeux\n\ntrois\n\n- a\n- b", "un\ndeux\n\ntrois\n\n• a\n• b"),
    ],
)
def test_markdown_becomes_telegrams_html(markdown: str, expected: str) -> None:
    assert pieces(markdown) == (expected,)


@pytest.mark.parametrize("nothing", ["", "  \n\n "])
def test_nothing_to_show_makes_no_message(nothing: str) -> None:
    assert pieces(nothing) == ()


def test_a_long_text_is_split_between_paragraphs() -> None:
    paragraphs = [f"**{number}** " + "mot " * 200 for number in range(12)]
    split = pieces("\n\n".join(paragraphs))
    shown = [shown_text(piece, "HTML") for piece in split]
    assert len(split) == 3
    assert "\n\n".join(shown).split("\n\n") == [plain(p) for p in paragraphs]


def test_as_much_as_fits_stands_in_one_message() -> None:
    exactly = "a" * 2000 + "\n\n" + "b" * (LIMIT - 2002)
    assert len(pieces(exactly)) == 1
    assert pieces(exactly + "b") == ("a" * 2000, "b" * (LIMIT - 2001))


def test_markup_does_not_count_and_emoji_count_twice() -> None:
    assert len(pieces("**" + "a" * LIMIT + "**")) == 1
    assert len(pieces("[" + "&" * LIMIT + "](https://example.org)")) == 1
    assert [len(piece) for piece in pieces("😀" * LIMIT)] == [LIMIT // 2] * 2


@pytest.mark.parametrize(
    ("long", "end"),
    [
        ("une ligne\n" * 600, "ligne"),
        ("Une phrase courte. " * 400, "courte. "),
        ("mot " * 2000, "mot "),
        ("m" * 9000, "m"),
    ],
)
def test_a_paragraph_that_is_too_long_is_split_where_it_reads_best(long: str, end: str) -> None:
    split = pieces(long)
    assert len(split) > 1
    assert all(piece.rstrip("\n").endswith(end) for piece in split[:-1])
    assert (
        "".join(shown_text(piece, "HTML") for piece in split).split()
        == "".join(piece.strip() for piece in split).split()
    )


def test_styles_go_on_after_a_split() -> None:
    split = pieces("**" + "mot " * 2000 + "fin**")
    assert all(piece.startswith("<b>") and piece.endswith("</b>") for piece in split)
    assert sum(shown_text(piece, "HTML").count("mot") for piece in split) == 2000


def test_a_long_list_keeps_its_items_whole() -> None:
    split = pieces("\n".join(f"- article {number} " + "x" * 50 for number in range(200)))
    lines = [line for piece in split for line in piece.split("\n")]
    assert [line.split()[2] for line in lines] == [str(number) for number in range(200)]
