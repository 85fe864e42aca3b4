"""The cheap gate: which watched countries an article names, and whether it is worth parsing."""
