"""How much one visitor may ask of the page, and how big a message may be."""

from collections import OrderedDict
from hashlib import blake2b
from secrets import token_bytes
from time import monotonic

LARGEST_BODY = 32_768
"""Bytes of a request."""
BURST = 30
"""Messages that one visitor may send at once."""
PER_SECOND = 1.0
"""Messages a second that one visitor may send for long."""


class Allowance:
    """A bucket of messages for each visitor, that fills up again by itself.

    A visitor is known by an address hashed with a key that dies with the process: it cannot be told from
    memory who was here.
    """

    def __init__(self, burst: int = BURST, per_second: float = PER_SECOND, visitors: int = 10_000) -> None:
        self._burst, self._per_second, self._visitors = burst, per_second, visitors
        self._buckets: OrderedDict[bytes, tuple[float, float]] = OrderedDict()
        self._key = token_bytes(16)

    def take(self, address: str, now: float | None = None) -> bool:
        """Whether one more message from this address may be answered now.

        Args:
            address: where the request came from.
            now: seconds on a clock that only goes forward; the process's own by default.
        """
        visitor = blake2b(address.encode(), key=self._key, digest_size=8).digest()
        moment = monotonic() if now is None else now
        left, since = self._buckets.pop(visitor, (float(self._burst), moment))
        left = min(self._burst, left + (moment - since) * self._per_second)
        allowed = left >= 1
        self._buckets[visitor] = (left - allowed, moment)
        if len(self._buckets) > self._visitors:
            self._buckets.popitem(last=False)
        return allowed
