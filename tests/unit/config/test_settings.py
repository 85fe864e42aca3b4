"""Settings come from the environment, secrets from files, and none of them leak."""

from pathlib import Path

import pytest

from config.settings import child_environment, load_settings, secret
from pipeline.errors import ConfigError


def test_defaults_need_nothing() -> None:
    settings = load_settings({})
    assert settings.redis_url is None
    assert settings.sqlalchemy_url.startswith("sqlite:///")
    assert settings.web_host == "127.0.0.1"


def test_a_file_can_hold_a_value(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    settings = load_settings({"ARAXES_WEB_TOKEN_FILE": str(tmp_path / "token")})
    assert settings.web_token is not None
    assert settings.web_token.get_secret_value() == "s3cret"


def test_networks_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARAXES_ALLOW_NETWORKS", "127.0.0.0/8, 10.1.0.0/16")
    assert load_settings().allow_networks == ("127.0.0.0/8", "10.1.0.0/16")


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ARAXES_WROKERS": "2"}, "ARAXES_WROKERS: no such setting"),
        ({"ARAXES_WORKERS": "many"}, "ARAXES_WORKERS: Input should be a valid integer"),
        ({"ARAXES_WEB_PORT": "70000"}, "ARAXES_WEB_PORT: Input should be less than or equal to 65535"),
        ({"ARAXES_WEB_TOKEN_FILE": "/nowhere/token"}, "ARAXES_WEB_TOKEN_FILE: cannot read /nowhere/token"),
    ],
)
def test_faults_name_the_variable(env: dict[str, str], says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(env)
    assert says in str(caught.value)


def test_secrets_do_not_show() -> None:
    settings = load_settings(
        {"ARAXES_SMTP_PASSWORD": "hunter2", "ARAXES_DATABASE_URL": "postgresql://u:hunter2@h/d"}
    )
    assert "hunter2" not in repr(settings)
    assert "hunter2" not in str(settings.model_dump())
    with pytest.raises(ConfigError) as caught:
        load_settings({"ARAXES_SMTP_PORT": "hunter2", "ARAXES_SMTP_PASSWORD": "hunter2" * 2})
    assert "hunter2hunter2" not in str(caught.value)


def test_named_secrets(tmp_path: Path) -> None:
    (tmp_path / "hook").write_text("whsec_abc\n")
    env = {"ARAXES_SECRET_DESK_WEBHOOK_FILE": str(tmp_path / "hook"), "ARAXES_SECRET_A": "b"}
    assert secret("desk-webhook", env) == "whsec_abc"
    assert secret("a", env) == "b"
    assert secret("missing", env) is None
    assert load_settings(env)  # names of secrets are no unknown settings


def test_a_child_sees_only_what_it_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARAXES_DATABASE_URL", "postgresql://production")
    monkeypatch.setenv("KEPT", "1")
    env = child_environment(data_dir="/somewhere")
    assert env["ARAXES_DATA_DIR"] == "/somewhere"
    assert env["KEPT"] == "1"
    assert "ARAXES_DATABASE_URL" not in env


def test_the_environment_is_read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARAXES_ALLOW_NETWORKS", "10.0.0.0/8,127.0.0.0/8")
    assert load_settings().allow_networks == ("10.0.0.0/8", "127.0.0.0/8")
    assert load_settings({}).allow_networks == ()
