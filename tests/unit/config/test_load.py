"""Faults in configuration files are named with file, line and what to do."""

from pathlib import Path

import pytest

from config.load import Strict, collect, read_yaml
from pipeline.errors import ConfigError


class Item(Strict):
    name: str
    size: int = 0


class Box(Strict):
    title: str
    items: tuple[Item, ...] = ()


GOOD = """\
title: a box
items:
  - name: one
  - name: two
    size: 2
"""


def faults(tmp_path: Path, text: str) -> list[str]:
    path = tmp_path / "box.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError) as caught:
        read_yaml(path, Box)
    return [f.replace(str(tmp_path) + "/", "") for f in caught.value.faults]


def test_a_good_file_becomes_its_model(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text(GOOD)
    assert [i.size for i in read_yaml(path, Box).items] == [0, 2]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            GOOD.replace("size", "sise"),
            "box.yaml:5: items[1].sise: unknown key; remove it or mend its spelling",
        ),
        (GOOD.replace("size: 2", "size: big"), "box.yaml:5: items[1].size: input should be a valid integer"),
        ("items: []\n", "box.yaml:1: title: is missing; add it"),
        (GOOD + "title: another\n", "box.yaml:6: key 'title' stands twice; keep one"),
        ("title: [\n", "box.yaml:2: no valid YAML"),
        ("- a list\n", "box.yaml:1: file: input should be"),
    ],
)
def test_each_fault_has_file_line_and_remedy(tmp_path: Path, text: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in faults(tmp_path, text)), faults(tmp_path, text)


def test_all_faults_of_a_file_are_named_at_once(tmp_path: Path) -> None:
    assert len(faults(tmp_path, "items:\n  - size: x\n    nam: y\n")) == 4


def test_a_file_that_is_no_utf8_or_not_there_says_so(tmp_path: Path) -> None:
    (tmp_path / "box.yaml").write_bytes(b"title: \xff\n")
    with pytest.raises(ConfigError, match="UTF-8"):
        read_yaml(tmp_path / "box.yaml", Box)
    with pytest.raises(ConfigError, match="araxes init"):
        read_yaml(tmp_path / "none.yaml", Box)


def test_yaml_cannot_make_objects(tmp_path: Path) -> None:
    path = tmp_path / "box.yaml"
    path.write_text("title: !!python/object/apply:os.system ['touch /tmp/never']\n")
    with pytest.raises(ConfigError):
        read_yaml(path, Box)


def test_collect_names_the_faults_of_every_step(tmp_path: Path) -> None:
    def broken(name: str) -> None:
        raise ConfigError([name])

    with pytest.raises(ConfigError) as caught:
        collect(lambda: broken("a"), lambda: 1, lambda: broken("b"))
    assert caught.value.faults == ["a", "b"]
    assert collect(lambda: 1, lambda: 2) == [1, 2]
