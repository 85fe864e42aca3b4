"""Faults in the gazetteer and watch files are named with file, line and what to do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from config.gazetteer import load_gazetteer, span
from config.settings import PACKAGED
from config.watch import load_watch
from pipeline.errors import ConfigError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("actors", "organisations", "places", "countries", "watch"):
        shutil.copy(PACKAGED / f"{name}.yaml", tmp_path)
    return tmp_path


def _faults(folder: Path, name: str, text: str) -> list[str]:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_gazetteer(folder, with_cities=False)
    return caught.value.faults


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        (
            "actors.yaml",
            "actors:\n- {id: aze-x, name: X Y, country: AZ, roles: []}\n",
            "actors.yaml:2: actors[0].country: value error, no ISO 3166 alpha-3 code",
        ),
        (
            "actors.yaml",
            "actors:\n- id: aze-x\n  name: X Y\n  country: AZE\n"
            "  roles:\n  - {title: Minister, from: soon}\n",
            "actors.yaml:6: actors[0].roles[0].from: value error, no date; write 2008",
        ),
        (
            "actors.yaml",
            "actors:\n- id: aze-x\n  name: X Y\n  country: AZE\n  roles:\n"
            "  - {title: Minister, from: '2020', to: '2019'}\n",
            "the role ends before it begins",
        ),
        (
            "actors.yaml",
            "actors:\n- {id: aze-x, name: X Y, country: AZE}\n- {id: aze-x, name: Z Y, country: AZE}\n",
            "actor aze-x stands twice",
        ),
        ("places.yaml", "places:\n- {name: X, kind: town}\n", "places.yaml:2: places[0].kind"),
        ("places.yaml", "traps:\n- {surfaces: [], country: IRN}\n", "places.yaml:2: traps[0].surfaces"),
        ("organisations.yaml", "organisations:\n- {name: X, colour: red}\n", "unknown key"),
        ("countries.yaml", "not_states: [XXX]\n", "countries.yaml:1: not_states[0]"),
        ("watch.yaml", "countries: [AZE, Iran]\n", "Iran is no ISO 3166 alpha-3 code; write e.g. AZE"),
        ("watch.yaml", "countries: [AZE, AZE]\n", "a country stands twice"),
        ("watch.yaml", "countries: [AZE]\nmin_countries: 2\n", "min_countries is larger"),
    ],
)
def test_faults(folder: Path, name: str, text: str, fault: str) -> None:
    faults = _faults(folder, name, text)
    assert any(fault in f for f in faults), faults


def test_faults_of_all_files_come_at_once(folder: Path) -> None:
    (folder / "watch.yaml").write_text("countries: [X]\n", encoding="utf-8")
    assert len(_faults(folder, "places.yaml", "places:\n- {name: X}\n")) == 2


def test_the_packaged_scope() -> None:
    watch = load_watch(PACKAGED)
    assert watch.countries == ("AZE", "IRN", "ISR")
    assert watch.in_scope({"AZE", "ISR", "TUR"})
    assert not watch.in_scope({"AZE", "TUR"})


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ("2008", "2008-01-01", "2008-12-31"),
        ("2008-02", "2008-02-01", "2008-02-29"),
        ("2008-02-03", "2008-02-03", "2008-02-03"),
        ("~2008", "2007-01-01", "2009-12-31"),
        ("~2008-03", "2008-01-30", "2008-05-01"),
    ],
)
def test_partial_dates_are_spans(written: str, first: str, last: str) -> None:
    assert tuple(map(str, span(written))) == (first, last)
