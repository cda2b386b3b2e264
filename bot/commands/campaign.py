"""`vigie campaign`: the campaigns, and the kit that each is printed from."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from bot.commands import ContentOption, ToOption, UsernameOption, err, out, settings_for, username_of, write
from bot.content.fill import fill
from bot.content.loader import load
from bot.content.model import Campaign, Content
from bot.outreach.kit import kit, text_messages
from bot.outreach.links import Link
from bot.outreach.sms import LONGEST, messages

app = typer.Typer(help="Campaigns: what runs, and posters, QR codes and text messages to reach people.")

NameArgument = Annotated[
    str, typer.Argument(help="The campaign: the name of its file in answers/campaigns/.", show_default=False)
]


@app.command("list")
def list_(content: ContentOption = None) -> None:
    """Name the campaigns, and whether they run today."""
    loaded = load(settings_for(content).content)
    campaigns = loaded.campaigns
    today = datetime.now(UTC).date()
    table = Table("campaign", "from", "until", "state", "where", box=None)
    for each in sorted(campaigns.values(), key=lambda campaign: (campaign.starts, campaign.id)):
        table.add_row(
            each.id, str(each.starts), str(each.ends), state(each, today), loaded.choose(each.place, "en")
        )
    out.print(table if campaigns else "There is no campaign: write one into answers/campaigns/NAME.yaml.")


@app.command()
def show(name: NameArgument, content: ContentOption = None, username: UsernameOption = "") -> None:
    """Show a campaign's texts and its link, in each language."""
    settings = settings_for(content)
    loaded = load(settings.content)
    campaign = _campaign(loaded, name)
    link = Link(username_of(settings, username), campaign.id)
    period = f"{campaign.starts} to {campaign.ends}, {state(campaign, datetime.now(UTC).date())}"
    out.print(f"{campaign.id}: {period}\n{link.url}\nfirst topic: {campaign.topic}\n", markup=False)
    sms = text_messages(campaign, loaded, link)
    for locale in (each for each in loaded.languages if each in campaign.question):
        out.print(f"[bold]{loaded.languages[locale].name}[/bold]")
        for key in ("title", "place", "question", "slogan", "greeting"):
            text = fill(loaded.choose(getattr(campaign, key), locale), locale, loaded)
            out.print(f"{key}: {text.strip()}", markup=False)
        if locale in sms:
            out.print(f"text message, {_length(sms[locale])}: {sms[locale]}\n", markup=False)


@app.command("kit")
def kit_(
    name: NameArgument,
    to: ToOption = Path("kit"),
    content: ContentOption = None,
    username: UsernameOption = "",
) -> None:
    """Make a campaign's QR codes, posters (A4, A6) and text messages."""
    settings = settings_for(content)
    loaded = load(settings.content)
    campaign = _campaign(loaded, name)
    link = Link(username_of(settings, username), campaign.id)
    for piece in kit(campaign, loaded, link.username):
        write(to, piece.name, piece.data)
    for locale, text in text_messages(campaign, loaded, link).items():
        if messages(text) > 1:
            err.print(f"The text message in {locale} is {_length(text)}: shorten `sms` in its file.")
    out.print(f"Every code leads to {link.url}", markup=False)


def state(campaign: Campaign, today: date) -> str:
    """Whether a campaign runs on a day."""
    if today < campaign.starts:
        return "to come"
    return "over" if today > campaign.ends else "runs"


def _campaign(content: Content, name: str) -> Campaign:
    if name not in content.campaigns:
        known = ", ".join(content.campaigns) or "none yet"
        raise typer.BadParameter(f"there is no campaign {name}. There are: {known}")
    return content.campaigns[name]


def _length(text: str) -> str:
    count = messages(text)
    return (
        f"{len(text)} of {LONGEST} characters" if count == 1 else f"{len(text)} characters, {count} messages"
    )
