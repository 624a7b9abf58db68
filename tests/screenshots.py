"""Pictures of every page, at the widths of a desk and of a phone, light and dark, for a person to look at.

make screenshots        writes build/screenshots/; needs chromium (Debian: apt-get install chromium)
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from served import serving

from kentgraf.graph.store import build

PAGES = (
    "/",
    "/council?on=2025-03-01",
    "/bodies",
    "/network?on=2025-03-01",
    "/network?on=2025-03-01&party=MHP",
    "/money",
    "/money?goal=5",
    "/departments",
    "/strategy",
    "/findings",
    "/source",
    "/source/8360",
    "/about",
    "/search?q=ulasim",
    "/sparql",
    "/trace?code=5.1",
    "/docs",
    "/id/izmir/person/2025-075",
    "/id/izmir/commission/ulasim",
    "/id/izmir/goal/5",
    "/id/izmir/department/46.35.1.42",
    "/nothing",
)
WIDTHS = {"desk": "1280,1600", "phone": "390,1600"}
SCHEMES = {"light": "1", "dark": "0"}
QUIET = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
OUT = Path(__file__).parents[1] / "build" / "screenshots"


def shoot(chromium: str, address: str, file: Path, size: str, scheme: str) -> list[str]:
    """One picture; gives what the page wrote to the browser's console."""
    with tempfile.TemporaryDirectory() as profile:
        command = [chromium, *QUIET, "--disable-sync", f"--user-data-dir={profile}", "--virtual-time-budget=3000"]
        command += ["--enable-logging=stderr", "--v=0", f"--blink-settings=preferredColorScheme={scheme}"]
        command += [f"--window-size={size}", f"--screenshot={file}", address]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    return [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def main() -> int:
    """Make all pictures; 1 if a page complained in the console or a picture is missing."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        sys.exit("chromium is missing; the variable CHROMIUM may name another browser of its kind.")
    OUT.mkdir(parents=True, exist_ok=True)
    faults = []
    with tempfile.TemporaryDirectory() as folder:
        build(None, Path(folder))
        with serving(Path(folder)) as served:
            for page in PAGES:
                for width, size in WIDTHS.items():
                    for scheme, number in SCHEMES.items():
                        name = re.sub(r"[^a-z0-9]+", "-", page.lower()).strip("-") or "start"
                        file = OUT / f"{name}.{width}.{scheme}.png"
                        faults += shoot(chromium, f"{served.address}{page}", file, size, number)
                        faults += [] if file.is_file() else [f"{file.name} was not made"]
    print("\n".join([*faults, f"{len(list(OUT.glob('*.png')))} pictures in {OUT.relative_to(Path.cwd())}"]))
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
