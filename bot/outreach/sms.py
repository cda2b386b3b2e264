"""Text messages: the letters that a phone network carries, and how many messages a text takes.

A message of 160 characters has to do with the 128 signs of GSM 03.38, the alphabet of the network; one
sign outside it, and the message holds 70. So texts are written as people write them on a phone: without the
accents and the typography that the alphabet lacks.
"""

import unicodedata

ALPHABET = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""GSM 03.38, the basic table. The extension table ([]{}€ and others) is left out: its signs count twice."""
LONGEST = 160
"""Characters of one message."""
PART = 153
"""Characters of each part of a longer one."""

_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "“": '"',
        "”": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "…": "...",
        "œ": "oe",
        "Œ": "OE",
        "€": "EUR",
    }
)


def fold(text: str) -> str:
    """The text in the network's alphabet: no space before ``: ; ! ?``, the other letters without accents."""
    for mark in ":;!?":
        text = text.replace(f"\u00a0{mark}", mark).replace(f"\u202f{mark}", mark)
    text = text.replace("«\u00a0", "«").replace("\u00a0»", "»").translate(_PLAIN)
    return "".join(letter if letter in ALPHABET else _bare(letter) for letter in text)


def messages(text: str) -> int:
    """How many messages a folded text takes."""
    return 1 if len(text) <= LONGEST else -(-len(text) // PART)


def _bare(letter: str) -> str:
    """A letter without its accents; a sign that has nothing like it becomes a space."""
    bare = "".join(sign for sign in unicodedata.normalize("NFKD", letter) if sign in ALPHABET)
    return bare or " "
