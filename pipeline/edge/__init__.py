"""Everything that touches the wire, the disk, a model or a queue."""
