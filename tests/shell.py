"""The command `vigie` as a shell runs it."""

import io
import sys
from collections.abc import Callable

import pytest

from bot import cli

Run = Callable[..., tuple[int, str, str]]
"""Arguments, and what is typed in, to the exit code and both outputs."""


def shell(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command in this process, in whatever environment the test has set. No traceback ever comes out."""

    def run(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["vigie", *arguments])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run
