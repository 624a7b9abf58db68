"""The outputs in the README are those of the commands; `make docs` writes them into the README again."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"
WIDTH = "140"
_EXAMPLE = re.compile(
    r"^```\n\$ (kentgraf (?:query|trace|audit|members|body|person) [^\n]*(?:\n {2,}[^\n]+)*)\n\n(.*?)\n```$",
    re.M | re.S,
)


def output_of(command: str, store: Path) -> str:
    """Return what a command of the README prints."""
    environment = {**os.environ, "KENTGRAF_STORE": str(store), "COLUMNS": WIDTH}
    words = shlex.split(command)[1:]
    done = subprocess.run(
        [sys.executable, "-m", "kentgraf.api.cli", *words],
        capture_output=True,
        encoding="utf-8",
        env=environment,
        check=True,
    )
    return done.stdout.strip("\n")


def test_every_output_in_the_readme_is_what_the_command_prints(store_dir: Path) -> None:
    examples = _EXAMPLE.findall(README.read_text(encoding="utf-8"))
    assert len(examples) >= 4
    for command, shown in examples:
        assert output_of(command, store_dir) == shown, command


def _update_readme() -> None:
    from tempfile import TemporaryDirectory

    from kentgraf.graph.store.build import build

    with TemporaryDirectory() as folder:
        build(None, Path(folder))
        text = README.read_text(encoding="utf-8")
        text = _EXAMPLE.sub(lambda m: f"```\n$ {m[1]}\n\n{output_of(m[1], Path(folder))}\n```", text)
        README.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    _update_readme()
