"""Plain python-telegram-bot as its guide shows it: what the delivery is measured against."""

import os
import sys
from typing import Any

from telegram import Update
from telegram.ext import ApplicationBuilder, MessageHandler, filters


async def answer(update: Update, _: Any) -> None:
    """Answer a text."""
    if update.message:
        await update.message.reply_text(f"answer to {update.message.text}")


def main() -> None:
    """Serve: ``plain.py ROOT CONCURRENT [PORT]``; with a port, by the library's own webhook."""
    root, concurrent, *port = sys.argv[1:]
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{root}/bot")
    if int(concurrent) > 1:
        builder = builder.concurrent_updates(int(concurrent)).connection_pool_size(int(concurrent))
        builder = builder.pool_timeout(60)
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, answer))
    if port:
        url = f"http://127.0.0.1:{port[0]}/telegram"
        application.run_webhook(
            port=int(port[0]),
            url_path="telegram",
            webhook_url=url,
            secret_token="s" * 20,
        )
    else:
        application.run_polling()


if __name__ == "__main__":
    main()
