"""The ways in which people reach Vigie: a console, Telegram, a web page."""
