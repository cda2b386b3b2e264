"""A campaign's kit: what stands on the posters, where the codes lead, how long the messages are."""

import io
from pathlib import Path

import pytest
import zxingcpp
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from PIL import Image
from pypdf import PdfReader

from bot import press
from bot.content.fill import fill
from bot.content.model import Content
from bot.conversation import Conversation
from bot.message import Message, Outcome, Session
from bot.outreach import kit as kits
from bot.outreach.kit import SIZES, Piece, kit, poster, poster_languages, text_messages
from bot.outreach.links import Link, answer_link
from bot.outreach.sms import ALPHABET, LONGEST, fold, messages

BOT = "vigie_test_bot"
MILLIMETRES = {"a4": (210, 297), "a6": (105, 148)}
CAMPAIGNS = ("airport_lima", "madre_de_dios")


@pytest.fixture(scope="module")
def pieces(content: Content) -> dict[str, Piece]:
    """The kits of all campaigns, by file."""
    return {piece.name: piece for each in content.campaigns.values() for piece in kit(each, content, BOT)}


def read_codes(picture: bytes) -> list[str]:
    """What the QR codes of a picture say."""
    return [code.text for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(picture)))]


def test_the_campaigns_are_there(content: Content) -> None:
    assert set(CAMPAIGNS) <= set(content.campaigns)


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_kit_has_every_piece(pieces: dict[str, Piece], name: str) -> None:
    posters = {
        f"{name}-{size}-{languages}.pdf" for size in SIZES for languages in ("fr", "en", "es", "fr-en")
    }
    rest = {f"{name}-qr.svg", f"{name}-qr.png", *(f"{name}-sms-{each}.txt" for each in ("fr", "en", "es"))}
    assert {each for each in pieces if each.startswith(name)} == posters | rest


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_code_leads_to_the_campaign(pieces: dict[str, Piece], name: str) -> None:
    link = f"https://t.me/{BOT}?start={name}"
    assert read_codes(pieces[f"{name}-qr.png"].data) == [link]
    assert pieces[f"{name}-qr.svg"].data.startswith(b"<svg")


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_code_can_be_read_from_each_poster(content: Content, name: str, size: str) -> None:
    campaign = content.campaigns[name]
    for locales in poster_languages(campaign, content):
        data = poster(campaign, content, Link(BOT, name), size, locales)
        picture = press.png(Path(kits.__file__).with_name("poster.typ"), data, 72 if size == "a4" else 144)
        assert read_codes(picture) == [f"https://t.me/{BOT}?start={name}"], locales


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_each_poster_is_one_page_that_says_everything(
    content: Content, pieces: dict[str, Piece], name: str
) -> None:
    campaign = content.campaigns[name]
    for size in SIZES:
        for locales in poster_languages(campaign, content):
            page = only_page(pieces[f"{name}-{size}-{'-'.join(locales)}.pdf"].data)
            wide, high = (round(float(side) / 72 * 25.4) for side in page.mediabox[2:])
            assert (wide, high) == MILLIMETRES[size]
            text = flat(page.extract_text())
            assert "1818" in text
            assert f"t.me/{BOT}" in text
            for locale in locales:
                said = [campaign.slogan[locale], campaign.question[locale]]
                said += [
                    fill(content.phrases[f"poster.{key}"][locale], locale, content)
                    for key in ("promise", "danger", "source", "call", "ask", "note")
                ]
                assert [each for each in said if flat(each) not in text] == []


def test_the_fonts_are_inside(pieces: dict[str, Piece]) -> None:
    page = only_page(pieces["airport_lima-a4-fr.pdf"].data)
    fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "Inter" in descriptor["/FontName"]
        assert "/FontFile3" in descriptor or "/FontFile2" in descriptor


def test_no_character_of_any_text_is_missing_from_the_fonts(content: Content) -> None:
    """What is set in type: campaigns, answers, contacts, and the phrases of posters, FAQ and report."""
    texts = [
        text
        for answer in content.answers.values()
        for part in (answer.title, answer.text, answer.more)
        for text in part.values()
    ]
    texts += [
        t for c in content.contacts.values() for part in (c.name, c.purpose, c.hours) for t in part.values()
    ]
    texts += [t for s in content.sources.values() for t in s.label.values()]
    texts += [t for c in content.campaigns.values() for part in (c.question, c.slogan) for t in part.values()]
    printed = ("poster.", "faq.", "report.", "month.", "seen", "day", "source_line", "contact_overdue")
    texts += [t for k, phrase in content.phrases.items() if k.startswith(printed) for t in phrase.values()]
    needed = {letter for text in texts for letter in text if letter != "\n"} | set("œŒé«»’\u00a0\u202f–…•")
    for font in press.FONTS.glob("*.otf"):
        missing = {letter for letter in needed if ord(letter) not in TTFont(font).getBestCmap()}
        assert not missing, font.name


@pytest.mark.parametrize("name", CAMPAIGNS)
def test_text_messages_fit_into_one(content: Content, name: str) -> None:
    made = text_messages(content.campaigns[name], content, Link("a_user_name_of_26_letters_", name))
    assert set(made) == {"fr", "en", "es"}
    for text in made.values():
        assert "1818" in text
        assert "105" in text
        assert f"?start={name}" in text
        assert set(text) <= ALPHABET
        assert len(text) <= LONGEST


def test_texts_are_folded_into_the_alphabet_of_the_network() -> None:
    assert fold("«\u00a0Où\u00a0?\u00a0» L’œuvre, ça coûte 5\u202f€…") == '"Où?" L\'oeuvre, ca coute 5 EUR...'
    assert fold("¿Quién? mañana número") == "¿Quién? mañana numero"
    assert fold("日 😀") == "   "


def test_long_messages_are_counted_in_parts() -> None:
    assert [messages("x" * length) for length in (160, 161, 306, 307)] == [1, 2, 2, 3]


@pytest.mark.parametrize("locale", ["fr", "en", "es"])
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_the_link_opens_with_greeting_and_first_topic(
    conversation: Conversation, content: Content, name: str, locale: str
) -> None:
    turn = conversation.respond(Message(f"/start {name}", locale=locale), Session())
    campaign = content.campaigns[name]
    assert turn.outcome is Outcome.ANSWER
    assert turn.intent == campaign.topic
    assert turn.details["campaign"] == name
    greeting, answer = turn.replies
    assert fill(campaign.greeting[locale], locale, content).strip() in greeting.text
    assert "1818" in greeting.text
    assert "105" in greeting.text
    assert (
        answer.text
        == conversation.respond(Message(action=f"answer:{campaign.topic}", locale=locale), Session())
        .replies[0]
        .text
    )


def test_an_answers_link_opens_that_answer(conversation: Conversation, content: Content) -> None:
    for intent in content.answers:
        payload = answer_link(BOT, intent).payload
        assert len(payload) <= 64
        assert conversation.respond(Message(f"/start {payload}"), Session()).intent == intent


def only_page(document: bytes):  # type: ignore[no-untyped-def]  # noqa: ANN201 - pypdf's objects
    """The page of a PDF of one page."""
    pages = PdfReader(io.BytesIO(document)).pages
    assert len(pages) == 1
    return pages[0]


def flat(text: str) -> str:
    """A text without regard to where its lines break, and to what kind of space stands where."""
    return " ".join(text.split())
