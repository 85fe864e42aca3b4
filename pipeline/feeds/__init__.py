"""Feeds: polling state, when to poll next, bytes to entries."""
