"""Receivers: email, webhook, chat."""
