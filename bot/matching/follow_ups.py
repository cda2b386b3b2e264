"""What people say about the answer that they have just read: "source?", "tell me more", "the other one".

Not intents: the last answer decides what comes. Only a message that is such a wording as a whole counts,
give or take a typing error; anything longer is a question of its own.
"""

import re

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from bot.content.model import Content
from bot.content.normal import normalise

_LONGEST = 60
"""Characters beyond which a message is no follow-up."""
_ONE_ERROR_FROM, _TWO_ERRORS_FROM = 6, 14
"""Characters from which one and two errors are forgiven; "yes" and "yet" are different words."""

_STRETCHED = re.compile(r"([^\W\d_])\1{2,}")


class FollowUps:
    """Recognises the wordings of ``intents/follow_ups.yaml``."""

    def __init__(self, content: Content) -> None:
        self._kinds = {
            _plain(wording): kind
            for kind, locales in content.follow_ups.items()
            for wordings in locales.values()
            for wording in wordings
        }
        self._forgiving = [wording for wording in self._kinds if len(wording) >= _ONE_ERROR_FROM]

    def match(self, text: str) -> str | None:
        """The kind of follow-up that the text is, or None."""
        if len(text) > _LONGEST:
            return None
        plain = _plain(text)
        if plain in self._kinds:
            return self._kinds[plain]
        errors = (len(plain) >= _ONE_ERROR_FROM) + (len(plain) >= _TWO_ERRORS_FROM)
        if not errors:
            return None
        nearest = extractOne(plain, self._forgiving, scorer=OSA.distance, score_cutoff=errors)
        return self._kinds[nearest[0]] if nearest else None


def _plain(text: str) -> str:
    """The text without case, marks, punctuation and stretched letters ("ouiii")."""
    return _STRETCHED.sub(r"\1", normalise(text))
