"""`vigie export`: the whole FAQ, to share where there is no Telegram and no network."""

from datetime import UTC, datetime
from pathlib import Path

from bot.channels import paper
from bot.channels.web import faq as web
from bot.commands import ContentOption, ToOption, UsernameOption, settings_for, username_of, write
from bot.content.loader import load
from bot.outreach.faq import faq, languages


def export(
    to: ToOption = Path("export"), content: ContentOption = None, username: UsernameOption = ""
) -> None:
    """Write the whole FAQ as a web page and as a PDF, in each language."""
    settings = settings_for(content)
    loaded = load(settings.content)
    name = username_of(settings, username)
    files = {locale: f"faq-{locale}.html" for locale in languages(loaded)}
    for locale, file in files.items():
        made = faq(loaded, locale, name, datetime.now(UTC).date())
        others = {other: each for other, each in files.items() if other != locale}
        write(to, file, web.page(made, loaded, name, others).encode())
        write(to, f"faq-{locale}.pdf", paper.pdf(made, loaded, name))
