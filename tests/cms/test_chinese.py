"""The admin speaks Chinese throughout: upstream's zh_Hans and the catalogue in cms/core/locale, taken together."""

from __future__ import annotations

import gettext
import importlib.util
import json
import re
from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import gettext as django_gettext
from django.utils.translation import ngettext, override, pgettext

OURS = Path(__file__).parents[2] / "cms/core/locale"
DOMAINS = ("django", "djangojs")
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[a-z](?![a-z])|\{\w+\}|</?[a-z][^>]*>")
# There is one workflow with one task: a sentence may leave their names out.
ONLY_ONE = re.compile(
    r"(?:<(strong|b)>)?'?(?:%\((?:task|workflow)(?:_name)?\)s|\{(?:task|workflow)_name\})'?(?:</\1>)?"
)
# Upstream's other words for what we call 审批流程, 资料, 文件夹, 批注, 账号 and 版本.
OTHER_WORDS = re.compile("工作流|片段|集合|评论|帐号|修订版本|你")


def wagtail_locales() -> list[Path]:
    """Return the locale folders of Wagtail and its contrib apps."""
    spec = importlib.util.find_spec("wagtail")
    assert spec and spec.origin
    return sorted(folder for folder in Path(spec.origin).parent.glob("**/locale") if "test" not in folder.parts)


def messages(path: Path) -> Iterator[Message]:
    """Yield the messages of a .po file, without its header."""
    if path.exists():
        with path.open("rb") as file:
            yield from (message for message in read_po(file, locale=path.parent.parent.name) if message.id)


def key(message: Message) -> tuple[str | None, str]:
    """Return what identifies a message: its context and its singular."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def forms(value: str | tuple[str, ...] | list[str]) -> list[str]:
    """Return the singular and the plurals, or the one form."""
    return [value] if isinstance(value, str) else list(value)


def translated(path: Path) -> set[tuple[str | None, str]]:
    """Return the messages of a .po file that msgfmt would compile."""
    return {
        key(message)
        for message in messages(path)
        if not message.fuzzy and message.string and all(forms(message.string))
    }


def compiled(path: Path) -> dict[object, str]:
    """Return what a .mo file answers."""
    with path.open("rb") as file:
        catalogue: dict[object, str] = dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
    catalogue.pop("", None)
    return catalogue


def javascript(client: Client) -> dict[str, str | list[str]]:
    """Return the catalogue that the admin's scripts receive."""
    text = client.get("/admin/jsi18n/").content.decode()
    found = re.search(r"const newcatalog = (\{.*?\n  \});", text, re.DOTALL)
    assert found
    catalogue: dict[str, str | list[str]] = json.loads(found[1])
    return catalogue


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_message_of_wagtail_has_a_chinese_translation(domain: str) -> None:
    ours = translated(OURS / "zh_Hans/LC_MESSAGES" / f"{domain}.po")
    for folder in wagtail_locales():
        english = {key(message) for message in messages(folder / "en/LC_MESSAGES" / f"{domain}.po")}
        assert english - ours - translated(folder / "zh_Hans/LC_MESSAGES" / f"{domain}.po") == set(), folder


@pytest.mark.parametrize(
    "folder", ["conf/locale", "contrib/auth/locale", "contrib/contenttypes/locale", "contrib/humanize/locale"]
)
def test_every_message_of_django_has_a_chinese_translation(folder: str) -> None:
    base = Path(django.__file__).parent / folder
    english = {key(message) for message in messages(base / "en/LC_MESSAGES/django.po")}
    assert (
        english
        - translated(OURS / "zh_Hans/LC_MESSAGES/django.po")
        - translated(base / "zh_Hans/LC_MESSAGES/django.po")
        == set()
    )


@pytest.mark.parametrize("domain", DOMAINS)
def test_our_placeholders_and_tags_are_those_of_the_message(domain: str) -> None:
    for message in messages(OURS / "zh_Hans/LC_MESSAGES" / f"{domain}.po"):
        (chinese,) = forms(message.string)
        allowed = [
            sorted(PLACEHOLDER.findall(form)) for text in forms(message.id) for form in (text, ONLY_ONE.sub("", text))
        ]
        assert sorted(PLACEHOLDER.findall(chinese)) in allowed, message.id


@pytest.mark.parametrize("domain", DOMAINS)
def test_the_mo_file_holds_what_the_po_file_says(domain: str) -> None:
    path = OURS / "zh_Hans/LC_MESSAGES" / f"{domain}.po"
    written: dict[object, str] = {}
    for message in messages(path):
        context, singular = key(message)
        name = singular if context is None else f"{context}\x04{singular}"
        (chinese,) = forms(message.string)
        written[name if isinstance(message.id, str) else (name, 0)] = chinese
    assert compiled(path.with_suffix(".mo")) == written, 'run: pybabel compile -d cms/core/locale -D "django djangojs"'


def test_django_prefers_our_wording_to_that_of_the_apps() -> None:
    with override("zh-hans"):
        assert django_gettext("Workflow") == "审批流程"
        assert django_gettext("Search all pages…") == "搜索全部页面…"
        assert ngettext("Moved up 1 place.", "Moved up %(counter)s places.", 3) % {"counter": 3} == "上移3位。"
        for path in OURS.glob("zh_Hans/LC_MESSAGES/django.po"):
            for message in messages(path):
                context, singular = key(message)
                if isinstance(message.id, str):
                    chinese = django_gettext(singular) if context is None else pgettext(context, singular)
                    assert chinese == message.string


def test_the_scripts_of_the_admin_get_our_wording(client: Client) -> None:
    served = javascript(client)
    for message in messages(OURS / "zh_Hans/LC_MESSAGES/djangojs.po"):
        assert forms(served[key(message)[1]]) == forms(message.string)


def test_one_idea_has_one_word(client: Client) -> None:
    with override("zh-hans"):
        shown = {
            singular: django_gettext(singular)
            for folder in wagtail_locales()
            if "contrib" not in folder.parts
            for message in messages(folder / "en/LC_MESSAGES/django.po")
            for _, singular in [key(message)]
        }
    shown.update({name: forms(value)[0] for name, value in javascript(client).items()})
    assert {name: text for name, text in shown.items() if OTHER_WORDS.search(text)} == {}
