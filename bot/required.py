"""What the program itself names in the content: phrases with what fills them, answers, contacts.

The content check cannot know this; a phrase that is gone, or a ``{name}`` that nothing fills, would only show
when somebody needs it. Content is therefore loaded for service through :func:`load`.
"""

from collections.abc import Iterator
from pathlib import Path

from bot.content.draft import Draft
from bot.content.loader import read
from bot.content.model import PLACEHOLDER, Content
from bot.content.problem import ContentError, Problem, Severity
from bot.content.shape import did_you_mean

ANSWERS = (
    "about/bot",
    "about/help",
    "about/privacy",
    "about/sources",
    "contacts/hotline_now",
    "safety/in_danger",
    "safety/distress",
    "understand/what_is_trafficking",
)
"""Answers that commands, cards and inline mode lead to."""
CONTACTS = ("hotline", "police")
"""Contacts that stand under every reply; each must have a number."""
OPTIONAL = ("command.", "unsupported.")
"""Families of phrases that may have any members."""

_PHRASES = """
safety_line
start
start_with
topics
theme theme
commands
choose_language
language_fixed
button.topics
button.back
button.contacts
button.hotline
button.info
button.more
button.source
button.good
button.bad
button.share
button.abroad
button.peru
source_line labels
shared_line
source_details address publisher title when
sources_intro
sources_all
no_source
nothing_more
nothing_before
helpful
unhelpful
instead
clarify
fallback
fallback_far
fallback_person
fallback_child
fallback_listens
no_more
again
again_whole
perhaps
rather
urgent_again
urgent_abroad
no_number_there
abroad_in numbers
in_peru
child_line
despair_line
fallback_abroad
out_of_scope subject
out_of_scope_point
too_long
no_words
unsupported
unknown_command
old_button
flood
error
given_up
other_language
contacts_peru
contacts_abroad
contact_line name reach
number_known
contacts_unchecked
contact_overdue seen
privacy.kept
privacy.memory
privacy.language
privacy.recent
privacy.waiting
privacy.numbers
exit
forget
seen month year
seen_year year
seen_undated
month.1
month.2
month.3
month.4
month.5
month.6
month.7
month.8
month.9
month.10
month.11
month.12
profile.description
profile.short_description
web.title
web.question
web.send
web.skip
web.languages
web.log
web.you_said
web.bot_said
web.waiting
web.leave
web.leave_hint
web.leave_once_more
web.away
web.failed
web.slower
web.again
web.copied
web.no_news
web.noscript
poster.call
poster.promise
poster.ask
poster.note
poster.danger
poster.source
day day month year
faq.title
faq.intro
faq.dated day
faq.partial
faq.skip
faq.numbers
faq.contents
faq.more
faq.share
faq.languages
faq.ask
faq.leave
studio.topics
studio.files
studio.filter
studio.why
studio.why_empty
studio.changed
studio.changed_empty
studio.preparing
studio.all_good errors warnings
studio.not_served errors
studio.has_errors
studio.has_warnings
studio.is_good
studio.gone
studio.outcome.answer
studio.outcome.clarify
studio.outcome.fallback
studio.outcome.urgent
studio.read_in language
studio.nearest example
studio.cards
studio.corrected meant written
studio.words
studio.words_help
studio.summary gained lost moved questions
studio.edited answers
studio.kind.gained
studio.kind.lost
studio.kind.moved
studio.kind.surer
studio.kind.unsurer
studio.advice.danger
studio.advice.distress
studio.advice.nothing
studio.advice.sure confidence needed text
studio.advice.unsure confidence intent needed
studio.advice.far confidence
studio.advice.missing intent missing
studio.advice.close intent other
studio.advice.before given
subscribe.done
subscribe.already
subscribe.nowhere
unsubscribe.done
unsubscribe.already
news.opening
news.stop
news.on
news.off
report.title
report.period since until
report.intro
report.turns
report.answered
report.helpful_share
report.answer
report.clarify
report.fallback
report.urgent
report.days
report.day
report.intents
report.themes
report.locales
report.campaigns
report.judged
report.helpful
report.unhelpful
report.what
report.times
report.total
report.nothing
report.gaps
report.gaps_intro people
report.gaps_none
report.nearest intent
report.paste file
report.paste_new
report.share share
report.thousand
report.table
office.how people
office.lacks what
office.unknown what
office.too_long
office.preview people
office.progress bar failed gone id left sent share state total
office.draft
office.sending
office.paused
office.cancelled
office.done
office.button.send
office.button.pause
office.button.resume
office.button.cancel
office.menu.broadcast
office.menu.report
office.report period
office.away
edit.refused count first
edit.mended
privacy.subscription
privacy.counts
privacy.gaps
privacy.no_wording
"""
PHRASES = {name: frozenset(values) for name, *values in map(str.split, _PHRASES.strip().splitlines())}
"""The phrases that the program says, each with the names that it fills in."""

_FILE = "answers/phrases.yaml"


def load(folder: Path) -> Content:
    """The content of a folder, if it can serve.

    Raises:
        ContentError: it has errors, or lacks what the program names. All is told, with the warnings.
    """
    draft, problems = read(folder)
    problems += lacking(draft)
    if any(problem.severity is Severity.ERROR for problem in problems):
        raise ContentError(sorted(set(problems)))
    return draft.content


def lacking(draft: Draft) -> Iterator[Problem]:
    """What the program names and the content does not have, and what it cannot fill in.

    A file that could not be read is told for itself; nothing is said of it here.
    """
    content = draft.content
    if _FILE in draft.documents:
        yield from _phrases(draft)
    answers = {place.file for place in draft.places}
    for id_ in ANSWERS:
        if f"answers/{id_}.yaml" not in answers:
            message = "the bot leads to this answer by itself, and it is missing: put it back"
            yield Problem(f"answers/{id_}.yaml", 0, message)
    document = draft.documents.get("answers/contacts.yaml")
    for id_ in CONTACTS if document else ():
        if document and id_ not in document.root.keys:
            message = f"the contact `{id_}` stands under every reply, and it is missing: put it back"
            yield Problem(document.file, 0, message)
        elif document and id_ in content.contacts and not content.contacts[id_].number:
            message = f"the contact `{id_}` stands under every reply: give it a `number`"
            yield Problem(document.file, document.line(id_), message)


def _phrases(draft: Draft) -> Iterator[Problem]:
    document = draft.documents[_FILE]
    strangers = [key for key in document.root.keys if key not in PHRASES and not key.startswith(OPTIONAL)]
    for key in PHRASES:
        if key not in document.root.keys:
            near = did_you_mean(key, strangers) if strangers else ""
            hint = f", {near}" if "mean" in near else ": put it back"
            yield Problem(_FILE, 0, f"the phrase `{key}` is missing, and the bot says it{hint}")
    for key in PHRASES.keys() & draft.content.phrases.keys():
        for locale, words in draft.content.phrases[key].items():
            for match in PLACEHOLDER.finditer(words):
                if "." not in match[1] and match[1] not in PHRASES[key]:
                    line = document.line_at(match.start(), key, locale)
                    fillable = ", ".join(f"{{{name}}}" for name in sorted(PHRASES[key])) or "nothing"
                    message = f"nothing fills {match[0]} in: what can stand here is {fillable}"
                    yield Problem(_FILE, line, message)
