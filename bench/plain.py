"""Plain python-telegram-bot as its guide and its examples show it: what the delivery is measured against."""

import asyncio
import os
import sys
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Update
from telegram.ext import Application, ApplicationBuilder, MessageHandler, filters

SECRET = "s" * 20


async def answer(update: Update, _: Any) -> None:
    """Answer a text."""
    if update.message:
        await update.message.reply_text(f"answer to {update.message.text}")


def build(root: str, concurrent: int) -> Any:
    """The library's application."""
    builder = ApplicationBuilder().token(os.environ["TELEGRAM_BOT_TOKEN"]).base_url(f"{root}/bot")
    if concurrent > 1:
        builder = builder.concurrent_updates(concurrent).connection_pool_size(concurrent).pool_timeout(60)
    return builder


async def webhook(application: Application[Any, Any, Any, Any, Any, Any], port: int) -> None:
    """Serve by Starlette and uvicorn, as the library's example customwebhookbot.py does."""

    async def put(request: Request) -> Response:
        await application.update_queue.put(Update.de_json(await request.json(), application.bot))
        return Response()

    await application.bot.set_webhook(
        f"http://127.0.0.1:{port}/telegram", secret_token=SECRET, max_connections=100
    )
    app = Starlette(routes=[Route("/telegram", put, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=port, use_colors=False, log_level="warning"))
    async with application:
        await application.start()
        await server.serve()
        await application.stop()


def main() -> None:
    """Serve: ``plain.py ROOT CONCURRENT [PORT]``; with a port, by a webhook."""
    root, concurrent, *port = sys.argv[1:]
    builder = build(root, int(concurrent))
    if port:
        application = builder.updater(None).build()
        application.add_handler(MessageHandler(filters.TEXT, answer))
        asyncio.run(webhook(application, int(port[0])))
    else:
        application = builder.build()
        application.add_handler(MessageHandler(filters.TEXT, answer))
        application.run_polling()


if __name__ == "__main__":
    main()
