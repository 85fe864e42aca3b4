"""Articles: canonical URLs, text from HTML, identity, near-duplicates, revisions."""
