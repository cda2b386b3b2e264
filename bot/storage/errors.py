"""What storage says when it cannot be used."""


class StorageError(Exception):
    """The database cannot be used. The message is one sentence for the operator, with the remedy."""


class AwayError(Exception):
    """The database does not answer now. It is looked for again by itself."""
