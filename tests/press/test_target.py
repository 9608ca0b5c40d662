"""An export replaces an export, whole or not at all, and touches nothing else."""

from pathlib import Path

import pytest

from press.target import replace_export, settle
from records import ContentError, Export, RecordError


def write(target: Path, text: str) -> None:
    with replace_export(target) as scratch:
        for half in ("public", "private"):
            (scratch / half).mkdir()
            (scratch / half / "text").write_text(text)
        (scratch / "public/format.yaml").write_text("format: press-export\nversion: 1\n")


def halves(target: Path) -> list[str]:
    return [(target / half / "text").read_text() for half in ("public", "private")]


def test_what_else_stands_in_the_directory_stays(tmp_path: Path) -> None:
    write(tmp_path, "old")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".git/config").touch()
    (tmp_path / "NOTES.txt").write_text("mine")
    write(tmp_path, "new")
    assert halves(tmp_path) == ["new", "new"]
    assert sorted(p.name for p in tmp_path.iterdir()) == [".git", "NOTES.txt", "private", "public"]
    assert (tmp_path / ".git/config").is_file()


def test_a_folder_of_other_things_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(ContentError, match="这里有别的文件"):
        write(tmp_path, "new")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]
    with pytest.raises(ContentError, match="不是目录"):
        write(tmp_path / "thesis.txt", "new")


def test_a_failure_while_writing_changes_nothing(tmp_path: Path) -> None:
    write(tmp_path, "old")
    with pytest.raises(KeyError), replace_export(tmp_path) as scratch:
        (scratch / "public").mkdir()
        raise KeyError
    settle(tmp_path)
    assert halves(tmp_path) == ["old", "old"]


@pytest.mark.parametrize("first", [True, False], ids=["first export", "later export"])
@pytest.mark.parametrize("moves", range(6))
def test_killed_between_any_two_moves_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moves: int, first: bool
) -> None:
    if not first:
        write(tmp_path, "old")
    left = [moves]
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if left[0] == 0:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(self, target)

    with monkeypatch.context() as killed:
        killed.setattr(Path, "rename", rename)
        try:
            write(tmp_path, "new")
            finished = True
        except KeyboardInterrupt:
            finished = False
    if not finished and moves > 0:
        with pytest.raises(RecordError, match=r"中断|缺少 public"):
            Export(tmp_path)
    settle(tmp_path)
    if moves == 0:
        assert first or halves(tmp_path) == ["old", "old"]
    else:
        assert halves(tmp_path) == ["new", "new"]
    write(tmp_path, "newer")
    assert halves(tmp_path) == ["newer", "newer"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["private", "public"]
