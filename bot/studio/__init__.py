"""The studio: the chat with its workshop, for the people who write the answers. On this machine only."""
