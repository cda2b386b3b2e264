"""The words of every reply: answers, menus, contacts and the bot's own phrases, from the content.

Nothing here decides what to say; :mod:`bot.conversation` does. Everything here says it, in one language,
from texts that stand in YAML.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import lru_cache

from bot.content.fill import fill, seen
from bot.content.model import LISTED_KINDS, Answer, Contact, Content
from bot.message import Button, Card, Choice, Reply

HOME = "PE"
"""The country whose contacts come first (ISO 3166)."""
LOCAL = "{local_emergency"
"""In a text that gives the number to call outside Peru."""
CHILD_NUMBER = "{child.number}"
"""In a text that gives the line for children."""
POLICE_NUMBER = "{police.number}"
"""In a text that gives the number of the police in Peru."""
HEALTH_NUMBER = "{health.number}"
"""In a text that gives the line where somebody listens to who despairs."""
HOME_NUMBERS = re.compile(r"\{(?:hotline|police)\.number\}")
"""In a text that gives numbers which can hardly be called from elsewhere."""
LISTENS = "_listens"
"""How the contacts outside Peru end that listen to who despairs: france_listens."""
HOTLINE = "hotline"
"""The contact that is offered under every answer."""

Rows = tuple[tuple[Button, ...], ...]

_KEPT = 1000  # answers, each in each language, that are not put together again the same day


@dataclass(frozen=True, slots=True)
class Reader:
    """What is known of the person who reads."""

    abroad: bool = False
    """Whether they are outside Peru, as far as is known: then the numbers there come first."""
    country: str = ""
    """The country with numbers of its own where they are; "" if that is not known."""
    child: bool = False
    """Whether they are a child: then the line for children comes first."""
    despairs: bool = False
    """Whether they despaired lately: then the line where somebody listens comes first."""

    @property
    def to_a_person(self) -> str:
        """The phrase that leads them, in trouble, from a program to a person."""
        if self.abroad:
            return "fallback_abroad"
        if self.child:
            return "fallback_child"
        return "fallback_listens" if self.despairs else "fallback_person"


NOBODY_KNOWN = Reader()


class Composer:
    """Makes replies from the content. Stateless; one serves all conversations."""

    def __init__(self, content: Content) -> None:
        self._content = content
        self._written = lru_cache(_KEPT)(self._write)
        self._buttons = lru_cache(_KEPT)(self._answer_buttons)

    def say(self, key: str, locale: str, **values: str) -> str:
        """The phrase ``key`` of answers/phrases.yaml, its placeholders filled.

        Raises:
            KeyError: the phrase does not exist (the content check keeps this from happening).
        """
        return fill(
            self._content.choose(self._content.phrases[key], locale), locale, self._content, **values
        ).strip()

    def with_safety(self, text: str, locale: str, reader: Reader = NOBODY_KNOWN) -> str:
        """A text that is no answer, with the line that tells where help is: for who is abroad, there."""
        return f"{text}\n\n{self._line(reader, locale)}"

    def listed(self, heading: str, keys: Iterable[str], locale: str) -> str:
        """A phrase as a heading, and phrases as a list under it."""
        return "\n".join([self.say(heading, locale), "", *(f"- {self.say(key, locale)}" for key in keys)])

    def title(self, intent: str, locale: str) -> str:
        """An answer's title."""
        return self._content.choose(self._content.answers[intent].title, locale)

    # --- answers ---

    def answer_text(self, intent: str, locale: str) -> str:
        """An answer as Markdown, with the line that names its sources."""
        return self._written(intent, locale, datetime.now(UTC).date())

    def _write(self, intent: str, locale: str, today: date, *, whole: bool = False) -> str:
        answer = self._content.answers[intent]
        texts = (answer.text, answer.more) if whole else (answer.text,)
        body = [fill(self._content.choose(text, locale), locale, self._content).strip() for text in texts]
        overdue = self._overdue_lines(answer, locale, today)
        return "\n\n".join([*body, *overdue, *self._source_line(answer, locale)])

    def answer(  # noqa: PLR0913 how an answer is given
        self,
        intent: str,
        locale: str,
        *,
        reader: Reader = NOBODY_KNOWN,
        instead: Sequence[str] = (),
        again: bool = False,
        whole: bool = False,
        troubled: bool = False,
        last: bool = True,
        replaces: bool = False,
    ) -> Reply:
        """An answer with the buttons under it.

        Args:
            intent: whose answer.
            locale: the language.
            reader: what is known of the person.
            instead: intents that the person may have meant rather than this one, the likelier first.
            again: whether it is what the person has just read: then all that there is to it is said.
            whole: whether the rest of it is asked for too.
            troubled: whether the person is in trouble: then every answer opens with the numbers.
            last: whether no other answer comes after it: then what goes with it stands under it.
            replaces: whether it stands in the place of the message whose button was pressed.
        """
        answer = self._content.answers[intent]
        raw = self._content.choose(answer.text, locale)
        in_menu = self._content.themes[answer.theme].menu
        numbered = HOME_NUMBERS.search(raw) is not None
        first = self._first(raw, locale, reader) if numbered and in_menu else ""
        whole = (again or whole) and locale in answer.more
        text = self._written(intent, locale, datetime.now(UTC).date(), whole=whole)
        repeated = self.say("again_whole" if whole else "again", locale) if again else ""
        opens = _opens(raw) or (numbered and not in_menu) or (reader.abroad and LOCAL in raw)
        numbers = "" if opens or first or not troubled else self._line(reader, locale)
        parts = [first, numbers, repeated, text]
        if instead:
            parts.append(self.say("instead" if in_menu else "perhaps", locale))
        text = "\n\n".join(filter(None, parts))
        under = self._buttons(intent, locale, related=last and not instead, more=not whole, few=troubled)
        buttons = self._titles(instead, locale) + under
        return Reply(text, buttons, replaces=replaces)

    def urgent(  # noqa: PLR0913 how a card is given
        self,
        intent: str,
        locale: str,
        information: str,
        *,
        reader: Reader = NOBODY_KNOWN,
        times: int = 0,
        rather: Sequence[str] = (),
    ) -> Reply:
        """The emergency card: a safety answer with two ways on, and nothing else to decide.

        Args:
            intent: the intent whose answer is the card; the safety line comes before one that does not open
                with the numbers.
            locale: the language.
            information: the intent that "I only want information" leads to; "" for the topics.
            reader: what is known of the person.
            times: how often they have just read it. Then they are told that they are heard, with what else
                there is to it in the place of the advice; from the third time on, without either.
            rather: intents that may help better than what they have just read, the likelier first.
        """
        answer = self._content.answers[intent]
        raw = self._content.choose(answer.text, locale)
        text = fill(raw, locale, self._content).strip()
        numbers, _, advice = text.partition("\n\n")
        opens = _opens(raw)
        if not opens:
            numbers = "" if reader.abroad and LOCAL in raw else self.say("safety_line", locale)
            advice = text
        rest = fill(answer.more.get(locale, ""), locale, self._content).strip() if times == 1 else ""
        heard = self.say("urgent_again", locale) if times and (opens or not rest) else ""
        if opens and (rest or times > 1):
            advice = ""  # which was just read
        better = self.say("rather", locale) if rather else ""
        parts = [self._first(raw, locale, reader), numbers, heard, advice, rest, better]
        contacts = "contacts:abroad" if reader.abroad else "contacts"
        return Reply(
            "\n\n".join(filter(None, parts)),
            (
                *self._titles(rather, locale),
                (Button(self.say("button.contacts", locale), contacts),),
                (Button(self.say("button.info", locale), f"info:{information}"),),
            ),
        )

    def _first(self, raw: str, locale: str, reader: Reader) -> str:
        """The numbers for who is outside Peru, despairs or is a child, unless a text says no less itself."""
        if reader.abroad and LOCAL in raw:
            return self.away(reader, locale) if reader.country else ""
        if reader.abroad:
            return f"{self.away(reader, locale)} {self.say('in_peru', locale)}"
        listens = self.say("despair_line", locale) if reader.despairs and HEALTH_NUMBER not in raw else ""
        child = self.say("child_line", locale) if reader.child and CHILD_NUMBER not in raw else ""
        return "\n\n".join(filter(None, [listens, child]))

    def _line(self, reader: Reader, locale: str) -> str:
        """Where help is, in one line."""
        return self.away(reader, locale) if reader.abroad else self.say("safety_line", locale)

    def away(self, reader: Reader, locale: str) -> str:
        """The numbers outside Peru for who is there; who despairs reads first who listens there."""
        ids = numbers_in(reader.country, self._content)
        listens = [id_ for id_ in ids if id_.endswith(LISTENS)]
        others = [id_ for id_ in ids if id_ not in listens]
        contacts = [self._content.contacts[id_] for id_ in (*(listens if reader.despairs else ()), *others)]
        numbers = [f"{self._content.choose(c.name, locale)} **{c.number}**" for c in contacts]
        there = self.say("abroad_in", locale, numbers=" · ".join(numbers))
        return there if contacts else self.say("urgent_abroad", locale)

    def greeting(self, campaign: str, locale: str) -> Reply:
        """The first words to somebody who comes by a campaign's link."""
        text = fill(
            self._content.choose(self._content.campaigns[campaign].greeting, locale), locale, self._content
        ).strip()
        return Reply(self.with_safety(f"{text}\n\n{self.say('start_with', locale)}", locale))

    def choice(self, intent: str, locale: str) -> Choice:
        """An answer that may be offered."""
        return Choice(intent, self.title(intent, locale), self.answer_text(intent, locale))

    def shareable(self, intent: str, locale: str) -> Choice:
        """An answer to show in another chat: it carries its source and the hotline."""
        choice = self.choice(intent, locale)
        return Choice(intent, choice.title, f"{choice.reply}\n\n{self.say('shared_line', locale)}")

    def more(self, intent: str, locale: str) -> Reply:
        """What an answer has left to tell, or that there is nothing more."""
        text = self._content.choose(self._content.answers[intent].more, locale)
        if not text:
            return Reply(self.say("nothing_more", locale), self._related(intent, locale))
        source = self._source_line(self._content.answers[intent], locale)
        filled = fill(text, locale, self._content).strip()
        return Reply("\n\n".join([filled, *source]), self._related(intent, locale))

    def sources(self, intents: Iterable[str], locale: str) -> Reply:
        """The documents behind answers, with their addresses."""
        ids = dict.fromkeys(s for i in intents for s in self._content.answers[i].sources)
        if not ids:
            return Reply(self.say("no_source", locale))
        return Reply(self.say("sources_intro", locale) + "\n\n" + self._source_list(ids, locale))

    def all_sources(self, locale: str) -> Reply:
        """Every document, with its address."""
        text = self.say("sources_all", locale) + "\n\n" + self._source_list(self._content.sources, locale)
        return Reply(text, ((self.topics_button(locale),),))

    # --- menus ---

    def topics(self, locale: str, text: str | None = None, *, replaces: bool = False) -> Reply:
        """The menu of themes, under a text of its own or the usual one."""
        themes = sorted((t for t in self._content.themes.values() if t.menu), key=lambda t: t.order)
        rows = tuple((Button(self._content.choose(t.title, locale), f"theme:{t.id}"),) for t in themes)
        return Reply(text or self.say("topics", locale), rows, replaces=replaces)

    def theme(self, theme: str, locale: str) -> Reply:
        """The menu of one theme's answers, in the place of the menu of themes."""
        rows = tuple((Button(self.title(i, locale), f"answer:{i}"),) for i in self.intents(theme))
        back = (Button(self.say("button.back", locale), "topics"),)
        title = self._content.choose(self._content.themes[theme].title, locale)
        return Reply(self.say("theme", locale, theme=title), (*rows, back), replaces=True)

    def intents(self, theme: str) -> list[str]:
        """A theme's intents in the order of its menu: those it names first, then the others."""
        first = [f"{theme}/{name}" for name in self._content.themes[theme].first]
        return list(
            dict.fromkeys([*first, *(i for i, a in self._content.answers.items() if a.theme == theme)])
        )

    def languages(self, locale: str) -> Reply:
        """The choice of a language."""
        rows = tuple(
            (Button(language.name, f"language:{language.locale}"),)
            for language in self._content.languages.values()
            if language.complete
        )
        return Reply(self.say("choose_language", locale), rows)

    def offers(
        self, key: str, intents: Iterable[str], locale: str, reader: Reader = NOBODY_KNOWN, **values: str
    ) -> Reply:
        """A phrase with numbered answers to choose from, and the line that tells where help is."""
        rows = tuple(
            (Button(f"{number}. {self.title(intent, locale)}", f"answer:{intent}"),)
            for number, intent in enumerate(intents, 1)
        )
        text = self.with_safety(self.say(key, locale, **values), locale, reader)
        return Reply(text, (*rows, (self.topics_button(locale), self._contacts_button(locale))))

    def commands(self, locale: str) -> str:
        """The list of commands, a line each."""
        names = [k.removeprefix("command.") for k in self._content.phrases if k.startswith("command.")]
        lines = [f"- /{name} {self.say(f'command.{name}', locale)}" for name in names]
        return "\n".join([self.say("commands", locale), "", *lines])

    def news(self, key: str, locale: str, *, subscribed: bool) -> Reply:
        """A phrase about news, whether the person now gets it, and the way to change that."""
        name = "unsubscribe" if subscribed else "subscribe"
        text = self.with_safety(self.say(key, locale), locale)
        return Reply(text, ((Button(self.say(f"command.{name}", locale), name),),))

    def topics_button(self, locale: str) -> Button:
        """The button that opens the menu."""
        return Button(self.say("button.topics", locale), "topics")

    # --- contacts ---

    def card(self, contact: str, locale: str) -> Card | None:
        """A contact to dial and save; None when it has no number."""
        record = self._content.contacts[contact]
        return Card(self._content.choose(record.name, locale), record.number) if record.number else None

    def contact(self, contact: str, locale: str) -> Reply:
        """One contact, with its card."""
        record = self._content.contacts[contact]
        note = self._content.choose(record.note, locale)
        text = "\n\n".join([self._contact_line(record, locale), *([note] if note else [])])
        return Reply(text, card=self.card(contact, locale))

    def number(self, contact: str, locale: str, reader: Reader = NOBODY_KNOWN) -> Reply:
        """What is known of a contact whose number was asked about.

        A child, or who despairs, reads their own line above another, and everybody where help is: abroad the
        numbers there, above one that is not of there.
        """
        reply = self.contact(contact, locale)
        known = f"{self.say('number_known', locale)}\n\n{reply.text}"
        if reader.abroad:
            there = "" if contact in numbers_in(reader.country, self._content) else self.away(reader, locale)
            return replace(reply, text="\n\n".join(filter(None, [there, known])))
        first = self._first("", locale, reader)
        own = "" if f"**{self._content.contacts[contact].number}**" in first else first
        return replace(reply, text=self.with_safety("\n\n".join(filter(None, [own, known])), locale))

    def contacts(self, locale: str, *, abroad: bool = False, replaces: bool = False) -> Reply:
        """The contacts in Peru, or outside it."""
        records = [
            c
            for c in self._content.contacts.values()
            if c.kind in LISTED_KINDS and (c.country != HOME) == abroad
        ]
        records.sort(key=lambda c: LISTED_KINDS.index(c.kind))
        lines = [self._contact_line(c, locale) for c in records]
        heading = self.say("contacts_abroad" if abroad else "contacts_peru", locale)
        text = "\n\n".join([heading, *lines, self.say("contacts_unchecked", locale)])
        other = (
            Button(self.say("button.peru", locale), "contacts:peru")
            if abroad
            else Button(self.say("button.abroad", locale), "contacts:abroad")
        )
        return Reply(text, ((other,), (self.topics_button(locale),)), replaces=replaces)

    def _contact_line(self, contact: Contact, locale: str) -> str:
        reach = [f"**{x}**" for x in (contact.number, contact.email) if x]
        if contact.web:
            reach.append(f"[{contact.web.removeprefix('https://')}]({contact.web})")
        details = [
            self._content.choose(t, locale)
            for t in (contact.purpose, contact.hours, contact.cost, contact.languages)
        ]
        details.append(seen(contact, locale, self._content))
        line = self.say(
            "contact_line", locale, name=self._content.choose(contact.name, locale), reach=", ".join(reach)
        )
        return line + "\n" + " · ".join(d for d in details if d)

    # --- parts of an answer ---

    def _source_line(self, answer: Answer, locale: str) -> list[str]:
        labels = dict.fromkeys(
            self._content.choose(self._content.sources[s].label, locale) for s in answer.sources
        )
        return [self.say("source_line", locale, labels=" · ".join(labels))] if labels else []

    def _source_list(self, ids: Iterable[str], locale: str) -> str:
        sources = (self._content.sources[i] for i in ids)
        return "\n".join(
            "- "
            + self.say(
                "source_details",
                locale,
                title=self._content.choose(s.title, locale),
                publisher=self._content.choose(s.publisher, locale),
                when=self._content.choose(s.when, locale),
                address=s.address,
            )
            for s in sources
        )

    def _overdue_lines(self, answer: Answer, locale: str, today: date) -> list[str]:
        contacts = (self._content.contacts[c] for c in answer.contacts)
        return [
            self.say("contact_overdue", locale, seen=seen(c, locale, self._content))
            for c in contacts
            if overdue(c, today)
        ]

    def _answer_buttons(self, intent: str, locale: str, *, related: bool, more: bool, few: bool) -> Rows:
        answer = self._content.answers[intent]
        if not self._content.themes[answer.theme].menu:
            return ((self.topics_button(locale),),)
        under = []
        if more and answer.more:
            under.append(Button(self.say("button.more", locale), f"more:{intent}"))
        see_also = self._related(intent, locale) if related else ()
        if few:  # who is in trouble neither shares nor votes
            return (*see_also, (*under, self._contacts_button(locale)))
        if answer.sources:
            under.append(Button(self.say("button.source", locale), f"source:{intent}"))
        under += [
            Button(language.name, f"in:{language.locale}:{intent}")
            for language in self._content.languages.values()
            if language.complete and language.locale != locale
        ]
        cards = [
            Button(self._content.choose(record.name, locale), f"card:{record.id}")
            for record in (self._content.contacts[c] for c in answer.contacts)
            if record.id != HOTLINE and record.number and record.kind in LISTED_KINDS
        ]
        last = (
            Button(self.say("button.hotline", locale), f"card:{HOTLINE}"),
            Button(self.say("button.share", locale), share=self.title(intent, locale)),
            Button(self.say("button.good", locale), f"good:{intent}"),
            Button(self.say("button.bad", locale), f"bad:{intent}"),
        )
        return (*see_also, *((c,) for c in cards), tuple(under), last)

    def _related(self, intent: str, locale: str) -> Rows:
        return self._titles(self._content.answers[intent].see_also, locale)

    def _titles(self, intents: Iterable[str], locale: str) -> Rows:
        return tuple((Button(self.title(i, locale), f"also:{i}"),) for i in intents)

    def _contacts_button(self, locale: str) -> Button:
        return Button(self.say("button.contacts", locale), "contacts")


def numbers_in(country: str, content: Content) -> list[str]:
    """The contacts with a number in a country, which are called after it: spain, japan_police."""
    return [
        id_
        for id_, contact in content.contacts.items()
        if country and contact.number and (id_ == country or id_.startswith(f"{country}_"))
    ]


def _opens(raw: str) -> bool:
    """Whether a text opens with the number of the police."""
    return POLICE_NUMBER in raw.strip().partition("\n\n")[0]


def overdue(contact: Contact, today: date) -> bool:
    """Whether the month in which somebody should have looked at the contact again is over."""
    return contact.recheck < f"{today:%Y-%m}"
