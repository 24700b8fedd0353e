import subprocess
import sys

from cryptography.fernet import Fernet

from config import secrets


def test_a_generated_key_is_kept_private_and_the_same(tmp_path):
    first = secrets.generated(tmp_path, "field")

    assert secrets.generated(tmp_path, "field") == first
    assert secrets.generated(tmp_path, "secret") != first
    assert (tmp_path / "keys/field").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    Fernet(first)


def test_processes_that_start_at_once_agree(tmp_path):
    script = (
        f"from pathlib import Path; from config import secrets; print(secrets.generated(Path({str(tmp_path)!r}), 'k'))"
    )
    racers = [subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE) for _ in range(6)]
    keys = {racer.communicate()[0] for racer in racers}

    assert len(keys) == 1
    assert len(keys.pop().strip()) == 44
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["k"]
