"""Settings, from the environment and a .env file in the folder where the program starts."""

import re
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

import bot

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what to write instead."""


def _root_address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("write the root address of the Bot API server, such as https://api.telegram.org")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError(
            "use https: with http the token would travel in the clear (http is for loopback only)"
        )
    return value.rstrip("/")


def _public_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise ValueError(
            "write the public address of this service, such as https://vigie.example.org/telegram"
        )
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        raise ValueError("use https: Telegram brings messages to nothing else (http is for loopback only)")
    return value if not value or parts.path.strip("/") else f"{value.rstrip('/')}/telegram"


def _webhook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value.get_secret_value()):
        raise ValueError("write 16 to 256 letters, digits, _ and -; or leave it out: then one is made")
    return value


def _database(value: str) -> str:
    if not value.startswith(("sqlite:", "postgres:", "postgresql:", "postgresql+psycopg:")):
        raise ValueError(
            "write postgresql://user:password@host/name or sqlite:///vigie.sqlite3, "
            "or leave it out for a file in this folder"
        )
    return value


def _token(value: SecretStr) -> SecretStr:
    number, colon, secret = value.get_secret_value().partition(":")
    if value.get_secret_value() and not (number.isdecimal() and colon and len(secret) >= 30):  # noqa: PLR2004
        raise ValueError("copy the whole token that @BotFather gave, such as 123456789:AAE…")
    return value


def _chats(value: object) -> object:
    if not isinstance(value, str):
        return value
    numbers = value.replace(",", " ").split()
    if not all(number.isdecimal() for number in numbers):
        raise ValueError("write the numbers of chats, with commas between them, such as 123456,234567")
    return frozenset(map(int, numbers))


def _content_folder(value: Path) -> Path:
    missing = [name for name in ("intents", "answers") if not (value / name).is_dir()]
    if missing:
        raise ValueError(
            f"{value} holds no folder {' and no folder '.join(missing)}: name one that holds both"
        )
    return value


def default_content() -> Path:
    """The folder that holds intents/ and answers/: the checkout's, else the one inside the wheel."""
    package = Path(bot.__file__).parent
    bundled = package / "_content"
    return bundled if bundled.is_dir() else package.parent


class Settings(BaseSettings):
    """What an operator can set. Each field is read from the environment variable of the name given."""

    model_config = SettingsConfigDict(env_file=".env", env_file_encoding="utf-8", extra="ignore", frozen=True)

    token: Annotated[SecretStr, AfterValidator(_token)] = Field(SecretStr(""), alias="TELEGRAM_BOT_TOKEN")
    """The bot's token; empty: no Telegram."""
    api_url: Annotated[str, AfterValidator(_root_address)] = Field(
        "https://api.telegram.org", alias="TELEGRAM_API_URL"
    )
    """Root address of the Bot API server."""
    rate: float = Field(30, alias="TELEGRAM_RATE", ge=0, le=1000)
    """Messages a second that Telegram takes from this bot in all; 0: no limit (a server of one's own)."""
    database: Annotated[str, AfterValidator(_database)] = Field(
        "sqlite:///vigie.sqlite3", alias="DATABASE_URL", repr=False
    )
    """The database: postgresql://user:password@host/name, or sqlite:///file. Default: a file here."""
    secret: SecretStr = Field(SecretStr(""), alias="VIGIE_SECRET")
    """What the database is sealed with; default: the token. To change the token, set this to the old one."""
    webhook_url: Annotated[str, AfterValidator(_public_address)] = Field("", alias="WEBHOOK_URL")
    """The public address to which Telegram brings messages; empty: they are fetched."""
    webhook_secret: Annotated[SecretStr, AfterValidator(_webhook_secret)] = Field(
        SecretStr(""), alias="WEBHOOK_SECRET"
    )
    """What Telegram says to the webhook to prove that it is Telegram; default: made from the token."""
    metrics_token: SecretStr = Field(SecretStr(""), alias="METRICS_TOKEN")
    """Who may read /metrics from another machine (Authorization: Bearer …); empty: nobody."""
    content: Annotated[Path, AfterValidator(_content_folder)] = Field(
        default_factory=default_content, alias="VIGIE_CONTENT", validate_default=True
    )
    """The folder that holds intents/ and answers/."""
    cache: Path | None = Field(None, alias="VIGIE_CACHE")
    """The folder for what was learnt from the content; default: the user's cache folder."""
    host: str = Field("127.0.0.1", alias="HOST", min_length=1)
    """The address of this machine that the web page and the webhook listen at."""
    port: int = Field(8080, alias="PORT", ge=0, le=65535)
    """Their port."""
    username: str = Field("", alias="TELEGRAM_BOT_USERNAME")
    """The bot's user name on Telegram, for links and QR codes."""
    admins: Annotated[frozenset[int], NoDecode, BeforeValidator(_chats)] = Field(
        frozenset(), alias="VIGIE_ADMINS"
    )
    """The chats of those who may send broadcasts and see the figures."""
    gaps: bool = Field(False, alias="VIGIE_GAPS")  # noqa: FBT003 pydantic's way to write a default
    """Whether questions without an answer are kept, scrubbed, until several people asked the same."""
    log_level: str = Field("INFO", alias="LOG_LEVEL", pattern="^(DEBUG|INFO|WARNING|ERROR)$")
    """How much is logged: DEBUG, INFO, WARNING or ERROR."""


def load(content: Path | None = None) -> Settings:
    """The settings in force.

    Args:
        content: a content folder that goes before the one in the environment.

    Raises:
        SettingsError: one or more settings cannot be used; all are named.
    """
    try:
        return Settings(VIGIE_CONTENT=content) if content else Settings()
    except ValidationError as error:
        problems = [
            f"{'.'.join(map(str, e['loc']))}: {e['msg'].removeprefix('Value error, ')}"
            for e in error.errors()
        ]
        raise SettingsError("\n".join(problems)) from None
