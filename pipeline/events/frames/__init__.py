"""Frames: how the arguments of a trigger stand in the sentence, one module per kind of event."""
