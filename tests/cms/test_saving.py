"""Random timings of writing and arranging: no word is lost, and nobody is in conflict with oneself.

500 others: `python -m tests.tools.saving`, `python -m tests.tools.saving_builder`.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.office import Office
from tests.tools import saving, saving_builder


# The last of each went wrong once, in long runs of the tool.
@pytest.mark.parametrize(
    ("kind", "seeds"), [(saving.Story, [*range(24), 33047]), (saving_builder.Arranging, [*range(24), 40007])]
)
def test_no_word_is_lost_whatever_the_timing(running: Office, kind: Any, seeds: list[int]) -> None:
    with ThreadPoolExecutor(1) as beside:  # this thread has a loop already, where other tests use the browser
        stories = beside.submit(asyncio.run, saving.play(running, kind, seeds)).result()
    assert [(story.seed, story.faults) for story in stories if story.faults] == []
    assert sum(len(story.typed) for story in stories) > 100
