"""What is shipped beside the code is valid: the Compose file, the systemd unit, the Dockerfile."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The Compose file beside a filled-in .env, as the README tells a user to have them."""
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    example = (ROOT / ".env.example").read_text()
    (tmp_path / ".env").write_text(re.sub(r"(?m)^([A-Z_]+)=$", r"\1=filled", example))
    return tmp_path


@pytest.mark.skipif(
    shutil.which("docker-compose") is None, reason="docker-compose is not installed (Debian: docker-compose)"
)
def test_compose_accepts_the_file(project: Path) -> None:
    done = subprocess.run(["docker-compose", "config"], cwd=project, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    assert {"redis", "postgres", "scheduler", "worker", "web", "mail"} <= set(services)


def test_every_service_has_a_health_check_and_waits_for_healthy_ones() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    for name, service in services.items():
        assert "healthcheck" in service, name
    for name in ("scheduler", "worker", "web"):
        assert {need["condition"] for need in services[name]["depends_on"].values()} == {"service_healthy"}


def test_redis_persists_and_nothing_is_published_off_loopback() -> None:
    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    assert "--appendonly" in services["redis"]["command"]
    for service in services.values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")


def test_compose_sets_only_settings_that_exist() -> None:
    from config.settings import Settings

    services = yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]
    names = {k for s in services.values() for k in s.get("environment", {}) if k.startswith("ARAXES_")}
    for name in names:
        assert name.removeprefix("ARAXES_").lower() in Settings.model_fields, name


def test_the_image_runs_without_root() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert "USER araxes" in lines


@pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not installed (Debian: systemd)"
)
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    # The unit names the installed command; let it find something that exists here.
    unit = (
        (ROOT / "packaging" / "araxes.service")
        .read_text()
        .replace("/opt/araxes/.venv/bin/araxes", "/bin/true")
    )
    path = tmp_path / "araxes.service"
    path.write_text(unit)
    done = subprocess.run(["systemd-analyze", "verify", path], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
