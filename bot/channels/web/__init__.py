"""The web channel: the conversation as one page that keeps nothing, on the phone or on the server."""
