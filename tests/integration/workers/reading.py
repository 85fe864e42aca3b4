"""A worker process with real queues and a real store, and quick fakes for reading and sending.

Texts steer it: SLOW takes long the first time it is read (until there is a file `go`), STUCK every time.
What is sent goes into a file.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from config.settings import Settings, load_settings
from pipeline import clock
from pipeline.alerts.alert import Message
from pipeline.events.event import Reading
from pipeline.flow.deliver import DeliverParts
from pipeline.flow.process import ProcessParts
from pipeline.ports import Text
from tests.fakes.flow import FakeExtractor, FakeGate, join_each, retry_every_minute
from workers import bootstrap, jobs, logs, worker


class SlowExtractor(FakeExtractor):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder

    def read(self, texts: Iterable[Text]) -> Iterator[Reading]:
        texts = list(texts)
        for text in texts:
            seen = self.folder / f"seen-{text.article_id}"
            if "STUCK" in text.text or ("SLOW" in text.text and not seen.exists()):
                seen.write_text(str(os.getpid()))
                for _ in range(1200):
                    if (self.folder / "go").exists():
                        break
                    threading.Event().wait(0.05)
        return super().read(texts)


class FileReceiver:
    name = "desk"

    def __init__(self, path: Path) -> None:
        self.path = path

    def send(self, message: Message) -> tuple[str, str]:
        with self.path.open("a") as file:
            file.write(message.id + "\n")
        return "250", "OK"


def prepare(settings: Settings, names: Sequence[str]) -> jobs.Prepared:
    store = bootstrap.store(settings)
    return jobs.Prepared(
        settings,
        store,
        bootstrap.queue(settings),
        process=ProcessParts(
            store=store,
            gate=FakeGate(),
            extractor=SlowExtractor(settings.data_dir),
            join=join_each("desk"),
            now=clock.now,
        ),
        deliver=DeliverParts(
            store=store,
            receivers={"desk": FileReceiver(settings.data_dir / "sent")},
            retry=retry_every_minute,
            now=clock.now,
        ),
    )


if __name__ == "__main__":
    settings = load_settings()
    logs.set_up(settings, "worker")
    worker.run(settings, name=sys.argv[1], prepare=prepare)
