"""What a channel says to the operator when it cannot serve."""


class ChannelError(Exception):
    """A channel cannot start. The message is one sentence for the operator, with the remedy."""
