"""Typing, saving and handing in at random times: a sample of what `python -m tests.saving` does five hundred times."""

from __future__ import annotations

import asyncio

from tests.office import Office
from tests.saving import play


def test_no_timing_loses_a_word_or_sets_a_writer_against_themselves(running: Office) -> None:
    stories = asyncio.run(play(running, range(25)))
    assert [(story.seed, story.told, story.faults) for story in stories if story.faults] == []
    assert sum(len(story.typed) for story in stories) > 100
    assert any(story.handed_in for story in stories)
