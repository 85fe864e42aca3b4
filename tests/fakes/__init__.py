"""Hand-written fakes at the ports."""
