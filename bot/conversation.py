"""What Vigie says to a message: Message + Session → Turn.

Synchronous, without input or output, and without any knowledge of a channel. It asks in this order: a
button or a command? something about the last answer? a number? danger or distress? which intents? It ends in
one of four outcomes: answer, clarify, fallback, urgent.
"""

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from functools import partial
from operator import attrgetter

from bot import trouble
from bot.choices import CARD_SURE_AT, OFFER_AT, Choices
from bot.composer import Composer, numbers_in
from bot.content.model import Content, Urgency
from bot.matching.details import Details
from bot.matching.follow_ups import FollowUps
from bot.matching.matcher import Candidate
from bot.matching.numbers import Numbers
from bot.matching.recogniser import Part, Reading, Recogniser
from bot.matching.segments import Piece
from bot.message import Choice, Effect, Message, Outcome, Reply, Session, Turn
from bot.policy import Policy
from bot.trouble import Trouble

DEFAULT_LOCALE = "en"
"""The language for a person whose own is not known."""
ANSWER_AT = 0.35
"""Confidence from which an answer is given at once."""
ELSEWHERE = 0.4
"""Score of what no answer fits from which a message is about something else, whatever was said before: the
weather. Of 100 messages off the subject .64 reach it after a card, and none of 57 that go on from one."""
AS_COMMAND = {"exit": "exit", "forget": "forget", "stop": "unsubscribe"}
"""What people type (intents/follow_ups.yaml) that does what a command does."""
SHORTEST_NUMBER = 3
"""Digits of a number that may be asked about: 105, 1818."""
LONGEST = 2000
"""Characters of a message that are read; a longer one is asked to be shorter, danger apart."""


class Conversation:
    """Answers messages from one content. Stateless: what is remembered travels in the Session."""

    def __init__(self, content: Content, recogniser: Recogniser, policy: Policy | None = None) -> None:
        self.content = content
        self._policy = policy or Policy()
        self._recogniser = recogniser
        self._composer = Composer(content)
        self._follow_ups = FollowUps(content)
        self._details = Details(content)
        self._numbers = Numbers(content)
        self._trouble = Trouble(content)
        self._choices = Choices(content, self._trouble)
        self._commands: dict[str, Callable[[str, Session, str], Turn]] = {
            "start": self._start,
            "help": self._help,
            "topics": self._topics,
            "hotline": self._hotline,
            "contacts": self._contacts,
            "language": self._language,
            "about": lambda _, s, locale: self._answers(["about/bot"], s, locale),
            "privacy": self._privacy,
            "sources": self._sources,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "exit": self._exit,
            "forget": self._forget,
        }

    def respond(self, message: Message, session: Session) -> Turn:
        """The turn that a message leads to. Never raises for anything that a person can send."""
        session = self._current(session)
        known = self._known(session.locale) or self._known(message.locale)
        locale = known or DEFAULT_LOCALE
        if message.action:
            return self._press(message.action, session, locale)
        if message.unsupported:
            return self._unsupported(message.unsupported, session, locale)
        text = message.text.strip()
        if text.startswith("/"):
            name, _, argument = text[1:].partition(" ")
            command = self._commands.get(name.partition("@")[0].lower())
            if command:
                return command(argument.strip(), session, locale)
            return self._fallback("unknown_command", session, locale)
        return self._text(text, session, known)

    def say(self, key: str, locale: str | None, **values: str) -> str:
        """A phrase of the bot's own, for channels: in the language asked for, if there is one."""
        return self._composer.say(key, self._known(locale) or DEFAULT_LOCALE, **values)

    def search(self, query: str, locale: str | None, limit: int = 5) -> tuple[Choice, ...]:
        """Answers to share in another chat, the best first; each carries its source and the hotline."""
        reading = self._recogniser.read(query)
        chosen = self._known(reading.locale) or self._known(locale) or DEFAULT_LOCALE
        ids = dict.fromkeys(c.intent for part in reading.parts for c in part.candidates)
        if not query.strip():
            ids = dict.fromkeys(["contacts/hotline_now", "understand/what_is_trafficking"])
        return tuple(self._composer.shareable(i, chosen) for i in list(ids)[:limit])

    def before(self, session: Session) -> str:
        """The answer that what comes next may lean on: the last one; "" where there is none."""
        last = session.answered[-1] if session.answered else ""
        return last if last in self.content.answers and self._choices.in_menu(last) else ""

    # --- text ---

    def _text(self, text: str, session: Session, known: str | None) -> Turn:
        """What a text leads to; ``known`` is the language so far, if there is one."""
        locale = known or DEFAULT_LOCALE
        follow_up = self._follow_ups.match(text)
        if follow_up:
            return self._follow_up(follow_up, session, locale)
        reading = self._recogniser.read(text, self.before(session))
        if not session.fixed:
            locale = reading.locale or known or reading.leaning or DEFAULT_LOCALE
        session = replace(session, locale=locale, situation=self._trouble.situation(reading, session))
        number = self._number(text, reading, session)
        if number:
            return self._reply(
                self._composer.number(number, locale, self._trouble.reader(session)), session, locale
            )
        if reading.urgency:
            turn = self._urgent(reading, reading.urgency, session, locale)
        else:
            turn = self._in_calm(text, reading, session, locale)
        return self._without_number(turn) if self._trouble.unlisted(reading) else turn

    def _without_number(self, turn: Turn) -> Turn:
        """The same to a message from, or about, a country of which no number is known: help says so."""
        asked_for = turn.intent in trouble.LINES
        if turn.intent == trouble.CLOSING or not (asked_for or trouble.in_trouble(turn.session)):
            return turn
        first, *others = turn.replies
        none = self._composer.say("no_number_there", turn.locale)
        numbers, _, rest = first.text.partition("\n\n")
        texts = [none, first.text] if asked_for else [numbers, none, rest]
        return replace(turn, replies=(replace(first, text="\n\n".join(filter(None, texts))), *others))

    def _in_calm(self, text: str, reading: Reading, session: Session, locale: str) -> Turn:
        """What a text leads to that is not urgent."""
        if not any(c.isalpha() for c in text):
            return self._wordless(text, reading, session, locale)
        if len(text) > LONGEST:
            return self._fallback("too_long", session, locale)
        if not self._speaks(locale):
            return self._other_language(reading, session, locale)
        return self._questions(reading.parts, session, locale)

    def _urgent(self, reading: Reading, urgency: Urgency, session: Session, locale: str) -> Turn:
        card, confidence = self._trouble.card_for(reading, urgency, session)
        unsure = trouble.in_trouble(session) and confidence < CARD_SURE_AT and card != trouble.CLOSING
        ordinary = [
            c.intent
            for part in reading.parts
            for c in part.candidates
            if trouble.theme(c.intent) not in trouble.CARDS and c.confidence >= OFFER_AT
        ]
        information = ordinary[0] if ordinary else ""
        session = replace(session, situation=trouble.after_card(session.situation, card))
        times = 0 if card == trouble.CLOSING else session.answered.count(card)
        twice = (card, card) if times else (card,)  # one that comes a third time says less
        session = replace(session, answered=twice, offered=tuple(ordinary[:1]))
        reader = self._trouble.reader(session)
        if card == trouble.CLOSING:
            reader = replace(reader, child=False, despairs=False)
        others = self._choices.rather(reading, card, again=times > 0) if times or unsure else []
        told = dict.fromkeys(self._trouble.told_to(intent, session) for intent in others)
        rather = [intent for intent in told if intent != card]
        reply = self._composer.urgent(card, locale, information, reader=reader, times=times, rather=rather)
        return Turn(Outcome.URGENT, (reply,), session, locale, card, confidence)

    def _number(self, text: str, reading: Reading, session: Session) -> str | None:
        """The contact that a message asks about by its number, unless an answer tells of it.

        Who is in danger gets a card first; a number alone is no cry.
        """
        alone = not reading.pieces  # it has no words
        if reading.urgency and not alone and not trouble.in_trouble(session):
            return None
        before = {
            *self._contacts_of(session.answered),
            *numbers_in(self._trouble.country(session), self.content),
        }
        number = self._numbers.asked(reading.pieces or (Piece(text, asks=False),), before)
        best = [p.candidates[0].intent for p in reading.parts if p.confidence >= ANSWER_AT]
        answered = self._contacts_of(
            i for i in best if trouble.theme(i) != trouble.SAFETY and i not in session.answered
        )
        return None if number in answered and not alone else number

    def _contacts_of(self, intents: Iterable[str]) -> set[str]:
        """The contacts that answers give."""
        return {contact for intent in intents for contact in self.content.answers[intent].contacts}

    def _questions(self, parts: Sequence[Part], session: Session, locale: str) -> Turn:
        """Answer the questions that are understood; if there are none, offer what comes near."""
        sure = [p for p in parts if not p.doubt and p.confidence >= ANSWER_AT]
        if trouble.in_trouble(session):
            sure = [p for p in sure if trouble.replies(p.candidates[0], session)]
        if sure:
            found = tuple(dict.fromkeys(p.candidates[0].intent for p in sure))
            whole = {p.candidates[0].intent for p in sure if self._asks_for_rest(p, locale)}
            confidence = min(p.candidates[0].confidence for p in sure)
            again = found == session.answered and not any(trouble.theme(i) in trouble.CARDS for i in found)
            instead = self._choices.instead(sure)
            return self._answers(
                found, session, locale, confidence, instead=instead, again=again, whole=whole
            )
        return self._unsure(max(parts, key=attrgetter("confidence")), session, locale)

    def _asks_for_rest(self, part: Part, locale: str) -> bool:
        """Whether a question asks for what only the rest of its answer tells."""
        return self._details.asked(part.judgement.words, part.candidates[0].intent, locale)

    def _unsure(self, part: Part, session: Session, locale: str) -> Turn:
        """What a question leads to that is not understood well enough to be answered."""
        likely, near = self._choices.likely(part), self._choices.near(part, session)
        elsewhere = (part.judgement.background or 0) >= ELSEWHERE
        if part.missing and part.candidates:
            key = "out_of_scope" if part.told_back else "out_of_scope_point"
            shown = self._choices.uncovered(part, session)
        elif trouble.in_trouble(session) and not elsewhere:
            if likely and self._trouble.fits(likely[0]):
                return self._answers([likely[0].intent], session, locale, likely[0].confidence)
            key = self._trouble.reader(session).to_a_person
            offered = likely if trouble.despairs(session) else likely or near
            shown = [c for c in offered if self._trouble.helps(c.intent)]
        elif any(c.intent in session.answered for c in (likely or near)[:1]) and not elsewhere:
            key, shown = "no_more", self._choices.unread(likely or near, session)
        elif likely:
            return self._offer("clarify", likely, session, locale)
        elif near:
            key, shown = "fallback", near
        else:
            return _gap(self._fallback("fallback_far", session, locale))
        return _gap(self._offer(key, shown, session, locale, subject=", ".join(part.told_back)))

    def _offer(
        self, key: str, candidates: Sequence[Candidate], session: Session, locale: str, **values: str
    ) -> Turn:
        """Say the phrase ``key``, and show the candidates' answers to choose from."""
        intents = tuple(c.intent for c in candidates)
        return Turn(
            Outcome.FALLBACK if key.startswith("fallback") else Outcome.CLARIFY,
            (self._composer.offers(key, intents, locale, self._trouble.reader(session), **values),),
            replace(session, locale=locale, offered=intents),
            locale,
            confidence=candidates[0].confidence if candidates else 0.0,
            choices=tuple(self._composer.choice(i, locale) for i in intents),
        )

    def _answers(  # noqa: PLR0913 how an answer is given
        self,
        intents: Sequence[str],
        session: Session,
        locale: str,
        confidence: float = 1.0,
        *,
        instead: Sequence[str] = (),
        again: bool = False,
        whole: Container[str] = (),
        replaces: bool = False,
    ) -> Turn:
        """Answer intents, some in full; the last one with what else may have been meant."""
        intents = [self._trouble.told_to(intent, session) for intent in intents]
        instead = [intent for intent in instead if intent not in intents]
        *before, last = intents
        troubled = trouble.in_trouble(session)
        say = partial(
            self._composer.answer,
            locale=locale,
            reader=self._trouble.reader(session),
            troubled=troubled and (self._trouble.helps(last) or not self._choices.in_menu(last)),
            replaces=replaces,
        )
        replies = [
            *(say(intent, whole=intent in whole, last=False) for intent in before),
            say(last, whole=last in whole, instead=instead, again=again),
        ]
        # Talk does not take the place of the answer that it is said about.
        talk = not self._choices.in_menu(last)
        if intents[0] not in session.offered and not (talk and session.answered):
            offered = tuple(instead) or self.content.answers[last].see_also
            session = replace(session, offered=offered)
        well = last in trouble.WELL
        answered = session.answered if talk and session.answered and not well else tuple(intents)
        if well or (not talk and not any(map(self._trouble.helps, intents))):
            session = replace(session, situation=trouble.calm(session.situation))
        session = replace(session, locale=locale, answered=answered)
        choices = tuple(self._composer.choice(i, locale) for i in instead)
        return Turn(Outcome.ANSWER, tuple(replies), session, locale, intents[0], confidence, choices=choices)

    def _fallback(self, key: str, session: Session, locale: str) -> Turn:
        if not self._speaks(locale):
            key = "other_language"
        text = self._composer.with_safety(
            self._composer.say(key, locale), locale, self._trouble.reader(session)
        )
        return self._plain(Outcome.FALLBACK, self._composer.topics(locale, text), session, locale)

    def _wordless(self, text: str, reading: Reading, session: Session, locale: str) -> Turn:
        """What digits and signs lead to: the choice of that number, or what a longer number is known for."""
        place = int(text[:9]) - 1 if text.isdecimal() else -1
        if 0 <= place < len(session.offered):
            return self._answers([session.offered[place]], session, locale)
        if sum(c.isdecimal() for c in text) >= SHORTEST_NUMBER:
            return self._questions(reading.parts, session, locale)
        return self._fallback("no_words", session, locale)

    def _other_language(self, reading: Reading, session: Session, locale: str) -> Turn:
        """A language that the bot only speaks in part: the answer if it is translated, else the card."""
        best = reading.parts[0].candidates[:1]
        if best and best[0].confidence >= ANSWER_AT and locale in self.content.answers[best[0].intent].text:
            return self._answers([best[0].intent], session, locale, best[0].confidence)
        return self._in_part(session, locale)

    def _in_part(self, session: Session, locale: str) -> Turn:
        """What there is in a language that the bot only speaks in part."""
        text = self._composer.say("other_language", locale)
        if trouble.in_trouble(session):
            reader = self._trouble.reader(session)
            text = self._composer.with_safety(self._composer.say(reader.to_a_person, locale), locale, reader)
        reply = Reply(text, ((self._composer.topics_button(locale),),))
        return self._plain(Outcome.FALLBACK, reply, session, locale)

    def _unsupported(self, kind: str, session: Session, locale: str) -> Turn:
        key = f"unsupported.{kind}"
        return self._fallback(key if key in self.content.phrases else "unsupported", session, locale)

    # --- about the last answer ---

    def _follow_up(self, kind: str, session: Session, locale: str) -> Turn:  # noqa: PLR0911 one line a kind
        if kind == "stop" and trouble.in_trouble(session) and not session.subscribed:
            kind = "exit"  # there is no news to stop: it is the conversation
        if kind in AS_COMMAND:
            return self._commands[AS_COMMAND[kind]]("", session, locale)
        if kind == "news":
            return self._news(session, locale)
        if kind == "info":
            return self._press(f"info:{next(iter(session.offered), '')}", session, locale)
        open_ = [i for i in session.offered if i not in session.answered]
        last = list(dict.fromkeys(session.answered))
        if kind.startswith("in_"):
            return self._in(kind.removeprefix("in_"), last, session)
        if kind in ("other", "yes") and open_:
            return self._answers(open_[:1], session, locale)
        if not last:
            return self._plain(
                Outcome.FALLBACK,
                self._composer.topics(
                    locale, self._composer.with_safety(self._composer.say("nothing_before", locale), locale)
                ),
                session,
                locale,
            )
        if kind == "source":
            return self._reply(self._composer.sources(last, locale), session, locale, last[0])
        if kind == "more":
            return self._reply(self._composer.more(last[0], locale), session, locale, last[0])
        return self._answers(last, session, locale)

    def _in(self, locale: str, last: Sequence[str], session: Session) -> Turn:
        """The last answers in another language, as far as they are translated; the language from now on."""
        if last and all(locale in self.content.answers[i].text for i in last):
            return self._answers(last, session, locale)
        return self._fix(locale, session) if self._speaks(locale) else self._in_part(session, locale)

    # --- buttons ---

    def _press(self, action: str, session: Session, locale: str) -> Turn:  # noqa: C901, PLR0911, PLR0912 one line a button
        """What a button leads to. Old and forged actions lead to the menu."""
        kind, _, target = action.partition(":")
        if kind == "in":
            locale, _, target = target.partition(":")
        known = target in self.content.answers
        match kind:
            case "topics":
                return self._reply(self._composer.topics(locale, replaces=True), session, locale)
            case "theme" if target in self.content.themes:
                return self._reply(self._composer.theme(target, locale), session, locale)
            case "answer" if known:
                return self._answers([target], session, locale, replaces=True)
            case "in" if known and self._speaks(locale):
                return self._answers([target], session, locale, replaces=True)
            case "also" if known:
                return self._answers([target], session, locale)
            case "info":
                calm = replace(session, situation=(), answered=())
                return self._answers([target], calm, locale) if known else self._topics("", calm, locale)
            case "more" if known:
                return self._reply(self._composer.more(target, locale), session, locale, target)
            case "source" if known:
                return self._reply(self._composer.sources([target], locale), session, locale, target)
            case "contacts":
                reply = self._composer.contacts(locale, abroad=target == "abroad", replaces=bool(target))
                return self._reply(reply, session, locale)
            case "subscribe":
                return self._subscribe("", session, locale)
            case "unsubscribe":
                return self._unsubscribe("", session, locale)
            case "card" if target in self.content.contacts:
                return self._card(target, session, locale)
            case "language" if self._speaks(target):
                return self._fix(target, session)
            case "good" | "bad" if known:
                return self._judged(kind == "good", target, session, locale)
        return self._fallback("old_button", session, locale)

    def _card(self, contact: str, session: Session, locale: str) -> Turn:
        reply = self._composer.contact(contact, locale)
        return self._reply(reply, session, locale)

    def _judged(self, good: bool, intent: str, session: Session, locale: str) -> Turn:
        key, effect = ("helpful", Effect.HELPFUL) if good else ("unhelpful", Effect.UNHELPFUL)
        turn = self._reply(Reply(self._composer.say(key, locale)), session, locale, intent)
        return replace(turn, effects=(effect,), details={"intent": intent})

    # --- commands: (argument, session, locale) → Turn ---

    def _start(self, payload: str, session: Session, locale: str) -> Turn:
        if payload in self.content.campaigns:
            return self._campaign(payload, session, locale)
        intent = payload.replace("-", "/", 1)
        if intent not in self.content.answers:
            text = self._composer.say("start", locale)
            return self._reply(self._composer.topics(locale, text), session, locale)
        turn = self._answers([intent], session, locale)
        notice = Reply(self._composer.with_safety(self._composer.say("start_with", locale), locale))
        return replace(turn, replies=(notice, *turn.replies))

    def _campaign(self, name: str, session: Session, locale: str) -> Turn:
        """Somebody came by a campaign's link: its greeting, then its first topic."""
        turn = self._answers([self.content.campaigns[name].topic], session, locale)
        greeting = self._composer.greeting(name, locale)
        return replace(turn, replies=(greeting, *turn.replies), details={"campaign": name})

    def _help(self, _: str, session: Session, locale: str) -> Turn:
        text = self._composer.answer_text("about/help", locale)
        reply = self._composer.topics(locale, f"{text}\n\n{self._composer.commands(locale)}")
        return self._reply(reply, session, locale, "about/help")

    def _topics(self, _: str, session: Session, locale: str) -> Turn:
        return self._reply(self._composer.topics(locale), session, locale)

    def _hotline(self, _: str, session: Session, locale: str) -> Turn:
        turn = self._answers(["contacts/hotline_now"], session, locale)
        card = self._composer.card("hotline", locale)
        return replace(turn, replies=(replace(turn.replies[0], card=card),))

    def _contacts(self, _: str, session: Session, locale: str) -> Turn:
        return self._reply(self._composer.contacts(locale), session, locale)

    def _language(self, wanted: str, session: Session, locale: str) -> Turn:
        if self._speaks(wanted):
            return self._fix(wanted, session)
        return self._reply(self._composer.languages(locale), session, locale)

    def _fix(self, locale: str, session: Session) -> Turn:
        session = replace(session, locale=locale, fixed=True)
        return self._reply(Reply(self._composer.say("language_fixed", locale)), session, locale)

    def _privacy(self, _: str, session: Session, locale: str) -> Turn:
        text = self._composer.answer_text("about/privacy", locale)
        kept = self._composer.listed("privacy.kept", self._policy.phrases, locale)
        news = self._composer.say("news.on" if session.subscribed else "news.off", locale)
        reply = Reply(f"{text}\n\n{kept}\n\n{news}", ((self._composer.topics_button(locale),),))
        return self._reply(reply, session, locale, "about/privacy")

    def _sources(self, _: str, session: Session, locale: str) -> Turn:
        return self._reply(self._composer.all_sources(locale), session, locale, "about/sources")

    def _subscribe(self, _: str, session: Session, locale: str) -> Turn:
        if not self._policy.stored:
            text = self._composer.with_safety(self._composer.say("subscribe.nowhere", locale), locale)
            return self._plain(Outcome.FALLBACK, Reply(text), session, locale)
        key = "subscribe.already" if session.subscribed else "subscribe.done"
        reply = self._composer.news(key, locale, subscribed=True)
        turn = self._reply(reply, replace(session, subscribed=True), locale)
        return replace(turn, effects=(Effect.SUBSCRIBE,))

    def _unsubscribe(self, _: str, session: Session, locale: str) -> Turn:
        key = "unsubscribe.done" if session.subscribed else "unsubscribe.already"
        reply = self._composer.news(key, locale, subscribed=False)
        turn = self._reply(reply, replace(session, subscribed=False), locale)
        return replace(turn, effects=(Effect.UNSUBSCRIBE,))

    def _news(self, session: Session, locale: str) -> Turn:
        """What becomes of news in this chat, and the button that changes it."""
        if not self._policy.stored:
            return self._subscribe("", session, locale)
        key = "subscribe.already" if session.subscribed else "unsubscribe.already"
        reply = self._composer.news(key, locale, subscribed=session.subscribed)
        return self._reply(reply, session, locale)

    def _exit(self, _: str, __: Session, locale: str) -> Turn:
        turn = self._reply(Reply(self._composer.say("exit", locale)), Session(), locale)
        return replace(turn, session=Session(), effects=(Effect.EXIT,))

    def _forget(self, _: str, __: Session, locale: str) -> Turn:
        turn = self._reply(Reply(self._composer.say("forget", locale)), Session(), locale)
        return replace(turn, session=Session(), effects=(Effect.FORGET,))

    # --- small parts ---

    def _reply(self, reply: Reply, session: Session, locale: str, intent: str | None = None) -> Turn:
        """A turn that answers what was asked for, without a change to what was answered before."""
        return self._plain(Outcome.ANSWER, reply, session, locale, intent)

    def _plain(
        self, outcome: Outcome, reply: Reply, session: Session, locale: str, intent: str | None = None
    ) -> Turn:
        return Turn(outcome, (reply,), replace(session, locale=locale), locale, intent)

    def _current(self, session: Session) -> Session:
        """The session, without answers that an edit has taken away since."""
        answers = self.content.answers
        answered, offered = (
            tuple(i for i in ids if i in answers) for ids in (session.answered, session.offered)
        )
        situation = tuple(i for i in session.situation if i in answers or i in self._trouble.countries)
        return replace(session, answered=answered, offered=offered, situation=situation)

    def _known(self, locale: str | None) -> str | None:
        return locale if locale in self.content.languages else None

    def _speaks(self, locale: str) -> bool:
        language = self.content.languages.get(locale)
        return language is not None and language.complete


def _gap(turn: Turn) -> Turn:
    """A turn that did not answer the question."""
    return replace(turn, effects=(*turn.effects, Effect.GAP))
