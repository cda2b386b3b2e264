"""Reaching people: campaigns and their posters, the FAQ to share, subscriptions and broadcasts."""
