"""The process that serves Telegram, with nothing imported that serving does not take.

    python -m bot.service DESCRIPTOR

reads its orders (:mod:`bot.orders`) from an open file; `vigie run` starts it so.
"""

import sys
from functools import partial
from pathlib import Path

from bot import logs
from bot.channels.errors import ChannelError
from bot.channels.telegram import Hook, Options, secret_of
from bot.channels.telegram import serve as serve_telegram
from bot.content.problem import ContentError
from bot.conversation import Conversation
from bot.live import Live
from bot.orders import Orders
from bot.policy import Policy
from bot.storage.errors import StorageError


def options(orders: Orders) -> Options:
    """How the channel serves under these orders."""
    return Options(
        orders.token,
        orders.api_url,
        database=orders.database,
        secret=orders.secret,
        hook=hook(orders),
        rate=orders.rate,
        chat_limits=orders.rate > 0,
        metrics_token=orders.metrics_token,
        admins=frozenset(orders.admins),
        gaps=orders.gaps,
    )


def hook(orders: Orders) -> Hook | None:
    """Where Telegram brings messages to; None where they are fetched."""
    if not orders.webhook_url:
        return None
    secret = orders.webhook_secret or secret_of(orders.token)
    return Hook(orders.webhook_url, secret, orders.host, orders.port)


def serve(orders: Orders) -> None:
    """Answer people on Telegram until the process is told to stop.

    Raises:
        ContentError: the content has errors.
        ChannelError: Telegram does not accept the token, or nothing can listen where it should.
        StorageError: the address of the database is none.
    """
    logs.write(orders.log_level)
    converse = partial(Conversation, policy=Policy(stored=True, gaps=orders.gaps))
    # only the log of questions without an answer goes on looking at the examples
    live = Live(Path(orders.content), Path(orders.cache), converse, lean=True, examples=orders.gaps)
    with live.watching():
        serve_telegram(live, options(orders))


def main() -> None:
    """Serve; what an operator can mend is said in a sentence, without a traceback."""
    try:
        serve(Orders.read(int(sys.argv[1])))
    except ContentError as error:
        sys.exit("\n".join(map(str, error.problems)))
    except (ChannelError, StorageError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
