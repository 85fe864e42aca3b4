from pathlib import Path

import pytest

from config.settings import PACKAGED
from pipeline.errors import InputError
from workers.cli.init import init


def test_every_file_is_copied_and_none_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "mine"
    init(target)
    for source in PACKAGED.rglob("*.yaml"):
        assert (target / source.relative_to(PACKAGED)).read_bytes() == source.read_bytes()
    (target / "feeds.yaml").write_text("feeds: []\n")
    with pytest.raises(InputError, match="--force"):
        init(target)
    assert (target / "feeds.yaml").read_text() == "feeds: []\n"
    init(target, force=True)
    assert (target / "watch.yaml").read_bytes() == (PACKAGED / "watch.yaml").read_bytes()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(InputError, match="cannot write there"):
        init(tmp_path / "file" / "folder")
