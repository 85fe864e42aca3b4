"""Alerts: whether to tell somebody, whom, and in which words."""
