"""A database that says nothing without the secret: sealed contents, and names in place of chat ids.

Whoever takes the database, a backup of it or a disk that it stood on, and not the secret, learns neither who
wrote nor what.
"""

import os
from hashlib import blake2b

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12  # bytes, as AES-GCM asks for (NIST SP 800-38D)


class Seal:
    """Seals and opens what is stored. The keys are derived from one secret, usually the bot's token."""

    def __init__(self, secret: str) -> None:
        root = secret.encode()
        self._names = blake2b(root, digest_size=32, person=b"vigie names").digest()
        self._cipher = AESGCM(blake2b(root, digest_size=32, person=b"vigie contents").digest())

    def name(self, chat: int) -> int:
        """A chat's name in the database: always the same 64 bits, which do not lead back to the chat."""
        digest = blake2b(str(chat).encode(), digest_size=8, key=self._names).digest()
        return int.from_bytes(digest, "big", signed=True)

    def close(self, content: bytes) -> bytes:
        """Content that only the secret opens."""
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, content, None)

    def open(self, sealed: bytes) -> bytes | None:
        """Content as it was; None where it was sealed with another secret, or changed since."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        except (InvalidTag, ValueError):
            return None
