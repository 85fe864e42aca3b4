"""`araxes run`, `scheduler`, `worker`, `web`: the processes."""
