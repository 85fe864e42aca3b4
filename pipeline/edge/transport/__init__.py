"""Receivers: email, webhook, chat."""

from pipeline.edge.transport.build import build_receivers

__all__ = ["build_receivers"]
