"""Django's own check of a deployment, in a process with a production's environment; and what plain http loses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.office import ROOT


def cms(var: Path, *args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith("PRESS_") and name != "DATABASE_URL"
    }
    return subprocess.run(
        [sys.executable, "-m", "cms", *args],
        cwd=ROOT,
        env={**kept, "PRESS_VAR": str(var), **environment},
        capture_output=True,
        text=True,
    )


def test_the_deployment_check_is_clean_with_https(tmp_path: Path) -> None:
    done = cms(
        tmp_path, "check", "--deploy", "--fail-level", "WARNING", PRESS_URL="https://press.example.org", PRESS_PROXY="1"
    )
    assert done.returncode == 0, done.stderr
    assert "no issues" in done.stdout


def test_the_check_names_what_plain_http_loses(tmp_path: Path) -> None:
    done = cms(tmp_path, "check", "--deploy", "--fail-level", "WARNING", PRESS_URL="http://press.example.org")
    assert done.returncode == 1
    named = {word.strip("()") for word in done.stderr.split() if word.startswith("(security.")}
    assert named == {"security.W004", "security.W008", "security.W012", "security.W016"}


def test_the_host_of_the_address_is_answered_and_nothing_else_is_trusted(tmp_path: Path) -> None:
    ask = (
        "from django.conf import settings as s; "
        "print(s.ALLOWED_HOSTS, s.CSRF_TRUSTED_ORIGINS, s.SECURE_PROXY_SSL_HEADER)"
    )
    said = cms(tmp_path, "shell", "-v0", "-c", ask, PRESS_URL="https://press.example.org/").stdout
    assert said.strip() == "['127.0.0.1', 'localhost', '[::1]', 'press.example.org'] ['https://press.example.org'] None"
