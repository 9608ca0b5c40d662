"""The whole story, from a county's Word file to site and print, as `make story` plays it."""

from pathlib import Path

from tests.tools.story import play, stage


def test_five_accounts_take_a_word_file_to_a_signed_issue_a_case_the_site_and_the_print(
    tmp_path: Path, prepared: Path
) -> None:
    with stage(tmp_path, like=prepared) as story:
        play(story)
    assert len(story.told) == 17
