"""What is counted, for Prometheus. No label leads to a person, and none has many values."""

from prometheus_client import Counter, Gauge, Histogram

updates = Counter("vigie_updates", "Updates that came in", ["kind"])
repeats = Counter("vigie_updates_repeated", "Updates that Telegram sent again")
unreadable = Counter("vigie_updates_unreadable", "Updates that have not the shape of Telegram's, set aside")
turns = Counter("vigie_turns", "Messages answered", ["outcome"])
failures = Counter("vigie_failures", "Updates that could not be handled")
calls = Counter("vigie_calls", "Calls of the Bot API that were answered", ["method", "status"])
retries = Counter("vigie_retries", "Calls of the Bot API that were made again", ["reason"])
latency = Histogram(
    "vigie_answer_seconds",
    "From an update coming in until its answer was handed over",
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300),
)
queue = Gauge("vigie_waiting", "Updates that wait for an answer in this process")
storage = Gauge("vigie_storage_up", "Whether the database answers")
forged = Counter("vigie_webhook_refused", "Requests to the webhook that were not Telegram's", ["reason"])
