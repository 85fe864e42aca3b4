"""The one HTTP door: whatever Araxes fetches goes through `HttpFetcher`."""

from pipeline.edge.fetch.door import HttpFetcher

__all__ = ["HttpFetcher"]
