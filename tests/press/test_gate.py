"""The gate reads pages as a browser does: a link is a link however it is written, and
what only looks like one is none."""

from pathlib import Path

import pytest

from press.gate import broken_links

LEADS_NOWHERE = [
    '<a href="none.html">',
    "<A HREF=none.html>",
    '<a\n  href\n = "none.html">',
    '<img alt=">" src="none.png">',
    '<img srcset="index.html 1x, none.png 2x">',
    '<video poster="none.png"></video>',
    '<object data="none.svg"></object>',
    '<a href="index.html#none">',
    '<a href="&#110;one.html">',
]
LEADS_OUTSIDE = [
    '<a href="http://example.org/">',
    '<form action="https://example.org/"></form>',
    '<button formaction="https://example.org/"></button>',
    '<img src="//example.org/a.png">',
    '<source srcset="https://example.org/a.png 2x">',
]
HOLDS = [
    '<a href="/index.html">',  # as the page for what is not found has it
    '<a href="index.html#here">',
    '<a href="index.html#named">',
    '<a href="mailto:a@example.org">',
    '<!-- <a href="none.html"> -->',
    "<p title=' href=\"none.html\"'>",
    "<script>const page = '<a href=\"none.html\">';</script>",
    "<textarea><a href='none.html'></textarea>",
]


@pytest.mark.parametrize(
    ("markup", "said"),
    [
        *((m, "没有目标|锚点不存在") for m in LEADS_NOWHERE),
        *((m, "指向站外") for m in LEADS_OUTSIDE),
        *((m, "") for m in HOLDS),
    ],
)
def test_what_a_browser_would_follow_is_followed(tmp_path: Path, markup: str, said: str) -> None:
    (tmp_path / "index.html").write_text(
        f'<!doctype html><title>页</title><p id="here"><a name="named"></a>{markup}', "utf-8"
    )
    found = [problem.message.partition("：")[0] for problem in broken_links(tmp_path)]
    assert len(found) == bool(said) and all(any(part in message for part in said.split("|")) for message in found), (
        found
    )
