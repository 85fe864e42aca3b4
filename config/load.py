"""Read and validate the YAML files that users edit; each fault is named with file, line and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import ConfigError

M = TypeVar("M", bound="Strict")


class Strict(BaseModel):
    """Base of every configuration model: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class _Loader(yaml.CSafeLoader if hasattr(yaml, "CSafeLoader") else yaml.SafeLoader):  # type: ignore[misc]
    """Keeps dates as text (models decide) and refuses a key that stands twice in one mapping.

    Only `true` and `false` are booleans, as in YAML 1.2: `on` and `no` are words.
    """


_Loader.yaml_implicit_resolvers = {
    first: [
        (tag, regexp)
        for tag, regexp in resolvers
        if tag not in ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
    ]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)


def read_yaml(path: Path, model: type[M]) -> M:
    """The file as a model, or ConfigError with one sentence per fault: `file:line: what; what to do`."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError([f"{path}: no such file; `araxes init DIR` writes a full set"]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError([f"{path}: cannot read it: {error}; make it a readable UTF-8 file"]) from None
    try:
        root = yaml.compose(source, Loader=_Loader)
        data = yaml.load(source, Loader=_Loader)  # noqa: S506  # _Loader derives from the safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark else ""
        raise ConfigError(
            [f"{path}{line}: no valid YAML: {getattr(error, 'problem', error)}; mend the line"]
        ) from None
    doubled = _doubled(root, path)
    if doubled:
        raise ConfigError(doubled)
    try:
        return model.model_validate({} if data is None else data)
    except ValidationError as error:
        raise ConfigError(
            [f"{path}:{line_of(root, e['loc'])}: {_where(e['loc'])}: {_sentence(e)}" for e in error.errors()]
        ) from None


def line_of(root: yaml.Node | None, loc: tuple[int | str, ...]) -> int:
    """The line (from 1) of the deepest node on the path that exists."""
    node, line = root, 1
    for step in loc:
        if isinstance(node, yaml.MappingNode):
            found = next(((k, v) for k, v in node.value if k.value == str(step)), None)
            if found is None:
                continue  # pydantic puts names of union members into the path
            line, node = found[0].start_mark.line + 1, found[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
            line = node.start_mark.line + 1
    return line


def collect(*steps: Callable[[], Any]) -> list[Any]:
    """Run every step and raise one ConfigError with the faults of all, so that a user sees them at once."""
    faults: list[str] = []
    results: list[Any] = []
    for step in steps:
        try:
            results.append(step())
        except ConfigError as error:
            faults += error.faults
            results.append(None)
    if faults:
        raise ConfigError(faults)
    return results


def _doubled(node: yaml.Node | None, path: Path) -> list[str]:
    faults = []
    stack = [node]
    while stack:
        at = stack.pop()
        if isinstance(at, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in at.value:
                if key.value in seen:
                    faults.append(
                        f"{path}:{key.start_mark.line + 1}: key {key.value!r} stands twice; keep one"
                    )
                seen.add(key.value)
                stack.append(value)
        elif isinstance(at, yaml.SequenceNode):
            stack += at.value
    return faults


def _where(loc: tuple[int | str, ...]) -> str:
    text = ""
    for step in loc:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else str(step)
    return text or "file"


def _sentence(error: Any) -> str:
    if error["type"] == "extra_forbidden":
        return "unknown key; remove it or mend its spelling"
    if error["type"] == "missing":
        return "is missing; add it"
    shown = repr(error.get("input"))
    shown = shown if len(shown) < 80 else f"{shown[:77]}..."
    return f"{error['msg'][:1].lower()}{error['msg'][1:]} (got {shown})"
