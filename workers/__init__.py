"""Processes and jobs: thin adapters around `pipeline.flow`."""
