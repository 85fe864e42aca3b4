"""Events: what one article reports, read by a spaCy pipeline."""
