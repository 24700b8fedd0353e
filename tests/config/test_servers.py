import pytest

from config.servers import as_account, open_to_all


@pytest.fixture
def program(tmp_path):
    """A program that every account may reach, in a home that every account may reach, inside a closed folder."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "postgres").touch(mode=0o755)
    return folder / "postgres"


def test_without_another_account_the_command_stays_as_it_is(program, tmp_path):
    assert as_account(None, [str(program), "-D", "x"], tmp_path) == [str(program), "-D", "x"]


def test_another_account_gets_no_right_that_it_does_not_need(monkeypatch, program, tmp_path):
    monkeypatch.setattr("config.servers.open_to_all", lambda path: True)

    assert as_account("nobody", [str(program)], tmp_path)[-3:] == ["--clear-groups", "--", str(program)]


@pytest.mark.parametrize("closed", ["program", "home"])
def test_another_account_is_lent_the_right_to_pass_what_is_closed(monkeypatch, program, tmp_path, closed):
    monkeypatch.setattr("config.servers.open_to_all", lambda path: (path == program) != (closed == "program"))

    assert "--ambient-caps=+dac_override" in as_account("nobody", [str(program)], tmp_path / "home")


def test_open_to_all_looks_at_every_folder_above(tmp_path):
    inner = tmp_path / "a/b"
    inner.mkdir(parents=True)
    base = [folder for folder in inner.parents if folder != tmp_path / "a"]
    modes = {folder: folder.stat().st_mode & 0o777 for folder in base}

    expected = all(mode & 0o001 for mode in modes.values())
    assert open_to_all(inner) is expected

    (tmp_path / "a").chmod(0o750)
    assert open_to_all(inner) is False
