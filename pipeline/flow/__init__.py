"""The steps: load, decide by pure stages, save, say what is next. One module per step."""
