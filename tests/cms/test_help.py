"""The guides: every one renders for every role, and names only buttons, menus and fields that there are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import wagtail
from django.contrib.staticfiles import finders
from django.urls import reverse

from cms.help import library as guides

ROOT = Path(__file__).resolve().parents[2]
ROLES = ("tongxunyuan", "shiji", "xitong", "bianji", "zhubian", "yinfa", "guanli")
OWN = {"tongxunyuan": "contributor", "shiji": "city", "xitong": "contributor", "bianji": "editor", "zhubian": "editor"}
PICTURES = {
    *(
        "word-upload",
        "word-report",
        "article-edit",
        "hints",
        "article-way-returned",
        "article-compare",
        "city-review",
        "pool",
    ),
    *(
        "builder",
        "checks",
        "signed",
        "correction",
        "to-case",
        "clear",
        "clerk",
        "dashboard-contributor",
        "dashboard-editor",
    ),
    *("call", "notifications", "second-factor"),
}


def words_of_the_screens() -> str:
    """Return all that our screens and Wagtail's can say: sources, scripts, templates, Chinese catalogues."""
    kinds = ("*.py", "*.html", "*.js", "*.po")
    ours = [path for kind in kinds for path in (ROOT / "cms").rglob(kind) if "help" not in path.parts]
    theirs = Path(wagtail.__file__).parent.rglob("locale/zh_Hans/LC_MESSAGES/*.po")
    return "\n".join(path.read_text("utf-8") for path in (*ours, *theirs))


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_every_guide_renders_for_every_role_with_its_own_first(role: str, as_user: Any) -> None:
    client = as_user(role)
    for slug in guides.SLUGS:
        page = client.get(reverse("help_guide", args=[slug])).content.decode()
        assert guides.guide(slug).title in page
        assert "{#" not in page and "![" not in page
    first = client.get(reverse("help"))["Location"]
    assert first == reverse("help_guide", args=[OWN.get(role, {"yinfa": "clerk", "guanli": "administrator"}.get(role))])
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert f'"{reverse("help")}"' in home, "the menu has no entry"


@pytest.mark.django_db
def test_the_menu_leads_to_what_the_guide_says_of_the_screen(as_user: Any) -> None:
    client = as_user("tongxunyuan")
    page = client.get(reverse("notifications")).content.decode()
    assert f"{reverse('help')}?screen=notifications" in page
    assert client.get(reverse("help"), {"screen": "notifications"})["Location"].endswith("contributor/#notifications")
    assert client.get(reverse("help"), {"screen": "issue_builder"})["Location"].endswith("editor/#builder")
    assert client.get(reverse("help"), {"screen": "no such"})["Location"].endswith("contributor/")


@pytest.mark.django_db
def test_a_guide_that_is_not_there_is_not_found_and_strangers_must_log_in(as_user: Any, client: Any) -> None:
    assert "login" in client.get(reverse("help_guide", args=["editor"]))["Location"]
    assert as_user("bianji").get("/admin/help/nothing/").status_code == 404


def test_every_screen_is_told_of_in_some_guide_at_an_address_that_exists() -> None:
    from django.urls import get_resolver

    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    anchors = {anchor for slug in guides.SLUGS for anchor in guides.guide(slug).anchors}
    for screen, anchor in guides.SCREENS.items():
        assert anchor in anchors, f"no guide has a section {{#{anchor}}}"
        assert ":" in screen or screen in names, f"there is no address called {screen}"


@pytest.mark.parametrize("slug", guides.SLUGS)
def test_what_a_guide_quotes_stands_on_a_screen(slug: str) -> None:
    said = words_of_the_screens()
    titles = {guides.guide(other).title for other in guides.SLUGS}
    quoted = set(re.findall(r"“([^”]+)”", guides.guide(slug).text)) - titles
    assert [words for words in sorted(quoted) if words not in said] == []


def test_the_commands_that_a_guide_gives_exist() -> None:
    from django.core.management import get_commands

    from press.cli import main

    known = {"press": main.commands, "python -m cms": get_commands()}
    for slug in guides.SLUGS:
        for program, command in re.findall(r"`(press|python -m cms) (\w+)", guides.guide(slug).text):
            assert command in known[program], f"{slug}: there is no {program} {command}"


def test_the_guides_ask_for_the_pictures_that_are_made_and_for_no_others() -> None:
    asked = {name for slug in guides.SLUGS for _, name in guides.PICTURE.findall(guides.guide(slug).text)}
    assert asked == PICTURES
    assert {name for name in PICTURES if not finders.find(f"help/pictures/{name}.png")} == set(), "run make screenshots"


def test_a_picture_that_is_not_made_yet_leaves_no_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finders, "find", lambda path: None)
    assert "<img" not in guides.guide("editor").html()
    monkeypatch.setattr(finders, "find", lambda path: path)
    html = guides.guide("editor").html()
    assert html.count("<figure>") == html.count("<img") > 5
    assert "<figcaption>签发前检查</figcaption>" in html
