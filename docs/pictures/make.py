"""Make the README's pictures from the real thing: run the demo, look at its dashboard and at a mail it sent.

usage: .venv/bin/python docs/pictures/make.py   (needs Debian's chromium)
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from email import message_from_bytes, policy
from pathlib import Path

HERE = Path(__file__).parent
PAGES = {"dashboard": "/", "feeds": "/feeds"}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars"]  # fmt: skip


def picture(url: str, name: str, width: int, height: int) -> None:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            ["chromium", *FLAGS, f"--user-data-dir={profile}", f"--window-size={width},{height}",
             "--force-device-scale-factor=1.5", f"--screenshot={HERE / name}", url],
            check=True, capture_output=True,
        )  # fmt: skip


def main() -> int:
    if shutil.which("chromium") is None:
        print("chromium is not installed (Debian: apt-get install chromium)")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        mails = Path(folder) / "mails"
        demo = subprocess.Popen(
            [sys.executable, "-m", "workers", "demo", "--stay", "--mails", str(mails)],
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert demo.stdout is not None
        try:
            address = next(line for line in demo.stdout if "Dashboard:" in line).split()[1]
            for name, path in PAGES.items():
                picture(address + path, f"{name}.png", 1200, 1000)
            for eml in sorted(mails.glob("*.eml")):
                message = message_from_bytes(eml.read_bytes(), policy=policy.default)
                if "Visit cancelled" in str(message["Subject"]):
                    body = message.get_body(("html",))
                    page = Path(folder) / "mail.html"
                    page.write_text(body.get_content())  # type: ignore[union-attr]
                    picture(page.as_uri(), "alert.png", 720, 760)
                    break
        finally:
            demo.terminate()
            demo.wait(15)
    return 0


if __name__ == "__main__":
    sys.exit(main())
