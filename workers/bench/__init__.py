"""Measurements: each runs our part and a yardstick side by side in one process."""
