"""What the world's actors, organisations, places and states are called, and finding those names in a text.

Both the gate and the extractor stand on it. It knows no article and no event.
"""
