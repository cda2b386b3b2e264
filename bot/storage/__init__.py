"""What outlives the process: tables, the queue of messages that wait for an answer, chats, migrations."""
