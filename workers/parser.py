"""A process that parses feeds for the scheduler, which kills it when a document takes too long.

Speaks frames over standard input and output: four bytes of length (big-endian), then so many bytes. Asked
with two frames, JSON and the body, it answers with one: `+` and the document as JSON, or `-` and a sentence.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from pydantic import TypeAdapter

from pipeline.errors import FeedError
from pipeline.feeds.document import Document
from pipeline.feeds.parse import parse

DOCUMENT = TypeAdapter(Document)
MEMORY = 2 * 1024**3
"""Bytes of address space that one document may drive the process to."""


def main() -> None:
    """Answer until the input ends."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints must not get between the frames
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, hard))
    asked = sys.stdin.buffer
    while (head := _frame(asked)) is not None and (body := _frame(asked)) is not None:
        answer = _answer(json.loads(head), body)
        answers.write(len(answer).to_bytes(4, "big") + answer)
        answers.flush()


def _answer(asked: dict[str, object], body: bytes) -> bytes:
    try:
        document = parse(body, **asked)  # type: ignore[arg-type]
    except FeedError as error:
        return b"-" + str(error).encode("utf-8", "replace")
    except MemoryError:
        return f"-{asked['url']} cannot be parsed: its document needs too much memory".encode()
    except Exception as error:  # a bug on odd input must not stop a poll
        return f"-{asked['url']} cannot be parsed ({type(error).__name__}: {error})".encode(
            "utf-8", "replace"
        )
    try:
        return b"+" + DOCUMENT.dump_json(document)
    except ValueError:  # lone surrogates
        plain = json.dumps(DOCUMENT.dump_python(document, mode="json"), ensure_ascii=False)
        return b"+" + plain.encode("utf-8", "replace")


def _frame(stream: BinaryIO) -> bytes | None:
    size = stream.read(4)
    if len(size) < 4:
        return None
    wanted = int.from_bytes(size, "big")
    data = stream.read(wanted)
    return data if len(data) == wanted else None


if __name__ == "__main__":
    main()
