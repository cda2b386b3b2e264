import pytest

from bot.channels.markdown import Block, Kind, Span, Style, read
from bot.channels.plain import plain

BOLD, ITALIC = Style(Kind.BOLD), Style(Kind.ITALIC)


def test_a_paragraph_is_a_block_of_styled_stretches() -> None:
    link = Style(Kind.LINK, "https://www.iom.int/a?b=1&c=2")
    assert read("**96** cas, *vers **2008*** : [IOM](https://www.iom.int/a?b=1&c=2)") == (
        Block(
            (
                Span("96", (BOLD,)),
                Span(" cas, "),
                Span("vers ", (ITALIC,)),
                Span("2008", (ITALIC, BOLD)),
                Span(" : "),
                Span("IOM", (link,)),
            )
        ),
    )


def test_items_of_a_list_follow_each_other_closely() -> None:
    assert [(block.text, block.close) for block in read("Avant :\n\n- un\n- deux\n\nAprès")] == [
        ("Avant :", False),
        ("• un", False),
        ("• deux", True),
        ("Après", False),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "105. En danger",
        "1818) Pour signaler",
        "# pas un titre",
        "> pas une citation",
        "    pas du code",
        "<b>pas du HTML</b>",
        "&amp; pas une entité",
        "`pas du code`",
        "| pas | une table |",
        "une ligne\nune autre",
        "2 * 3 = 6, snake_case_name",
        "1818",
    ],
)
def test_what_answers_do_not_use_stands_as_it_is_written(text: str) -> None:
    assert plain(text) == text.strip()


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("**gras** et *italique*", "gras et italique"),
        (r"\*pas en italique\*", "*pas en italique*"),
        ("[la page](https://iom.int)", "la page (https://iom.int)"),
        ("[la **page**](https://iom.int)", "la page (https://iom.int)"),
        ("[https://iom.int](https://iom.int)", "https://iom.int"),
        ("[a@b.pe](mailto:a@b.pe)", "a@b.pe"),
        ("Un :\n- a\n- b\n\nDeux", "Un :\n\n• a\n• b\n\nDeux"),
        ("- a\n  - b\n    - c", "• a\n   ◦ b\n      ◦ c"),
        ("- a\n\n  suite", "• a\n   suite"),
        ("-", "•"),
        ("", ""),
    ],
)
def test_plain_text_keeps_the_words_and_the_addresses(markdown: str, expected: str) -> None:
    assert plain(markdown).rstrip() == expected
