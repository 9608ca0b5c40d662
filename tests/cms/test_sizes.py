"""How long a text may be: said before it is lost, the same by every way, and what is allowed is set within seconds."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.core.blocks import LONGEST, BodyBlock, body_record, body_stream
from cms.newsroom.models import ArticlePage
from cms.newsroom.pages import article_pdf
from cms.units.models import UnitPage
from records import ContentError, texts
from tests.cms.test_hints import WORDS, form

pytestmark = pytest.mark.django_db
TOO_LONG = f"正文 {LONGEST + 1} 字，一篇最多 {LONGEST} 字。请删去一部分，或者分成几篇；写好的文字还在这里。"


def article() -> ArticlePage:
    made = ArticlePage(title="摆在站口的旧伞不用登记", body=[("paragraph", "一段话。")], live=False)
    made.owner = get_user_model().objects.get(username="tongxunyuan")
    UnitPage.objects.get(code="320282").add_child(instance=made)
    made.save_revision()
    return made


def bodies(letters: int) -> dict[str, list[tuple[str, Any]]]:
    """Bodies of so many letters, of every kind of block."""
    rest, cells = letters - 400, [["伞" * 10] * 10] * ((letters - 50) // 100)
    left = letters - 100 * len(cells)
    return {
        "one paragraph": [("paragraph", "伞" * letters)],
        "of four bytes": [("paragraph", "\U00020000" * letters)],
        "trailing blanks": [("paragraph", "伞" * letters + "  \n \n")],
        "many": [("paragraph", "伞\n" * 400), ("paragraph", "伞" * rest)],
        "points": [
            ("point", {"ordinal": "", "lead_in": "伞" * 200, "text": "伞" * 200, "children": []}),
            ("paragraph", "伞" * rest),
        ],
        "quotation": [("quotation", {"text": "伞" * rest, "source": "伞" * 80}), ("paragraph", "伞" * 320)],
        "table": [("table", {"data": cells, "table_header_choice": "row", "table_caption": "伞" * left})],
    }


@pytest.mark.parametrize("kind", bodies(LONGEST))
def test_a_body_of_any_blocks_may_have_so_many_letters_and_not_one_more(kind: str) -> None:
    block = BodyBlock(required=False)
    allowed = block.clean(block.normalize(bodies(LONGEST)[kind]))
    assert sum(map(len, texts(body_record(allowed)))) == LONGEST
    with pytest.raises(ValidationError) as refused:
        block.clean(block.normalize(bodies(LONGEST + 1)[kind]))
    assert str(refused.value.non_block_errors[0]) == TOO_LONG  # type: ignore[attr-defined]
    body_stream(body_record(allowed), lambda name: None)
    with pytest.raises(ContentError, match="一篇最多"):  # as it comes from Word, a paste, an import or an export
        body_stream(body_record(block.normalize(bodies(LONGEST + 1)[kind])), lambda name: None)


def test_the_form_keeps_what_is_too_long_and_says_so_before_it_is_saved(as_user: Any) -> None:
    made = article()
    client = as_user("tongxunyuan")
    edit = reverse("wagtailadmin_pages:edit", args=[made.pk])
    answer = client.post(edit, form("伞" * (LONGEST + 1))).content.decode()
    page = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), answer)  # blocks come as JSON
    assert TOO_LONG in page
    assert "伞" * (LONGEST + 1) in page, "what was written is in the form again"
    assert made.get_latest_revision_as_object().body.raw_data[0]["value"] == "一段话。"
    said = client.post(reverse("article_hints"), form("伞" * (LONGEST + 1), page=made.pk)).content.decode()
    assert f"正文超过 {LONGEST} 字就不能保存" in said
    assert client.post(edit, form("伞" * LONGEST) | {"figures-INITIAL_FORMS": "0"}).status_code == 302
    assert len(ArticlePage.objects.get(pk=made.pk).get_latest_revision_as_object().body.raw_data[0]["value"]) == LONGEST


def test_a_text_that_is_too_long_is_refused_as_a_file_and_as_a_paste(as_user: Any) -> None:
    client, unit = as_user("tongxunyuan"), UnitPage.objects.get(code="320282")
    before = ArticlePage.objects.count()
    text = (WORDS * 3 + "\n") * (LONGEST // len(WORDS * 3) + 1)
    page = client.post(
        reverse("article_word"), {"file": SimpleUploadedFile("旧伞.txt", text.encode())}
    ).content.decode()
    assert "一篇最多 100000 字" in page and ArticlePage.objects.count() == before
    pasted = SimpleUploadedFile("p.html", "".join(f"<p>{line}</p>" for line in text.splitlines()).encode())
    answer = client.post(reverse("article_paste"), {"html": pasted, "parent": unit.pk})
    assert answer.status_code == 422 and "一篇最多 100000 字" in answer.json()["error"]


def test_a_preview_of_60_000_letters_takes_less_than_ten_seconds_of_work() -> None:
    made = article()
    words = "入夏以来多阵雨，地铁站口常有人被困住。街道在十二个站口摆出旧伞，借还都不登记，一季下来还回率过九成。" * 6
    made.body = [("paragraph", words) for _ in range(60_000 // len(words))]
    began = time.process_time()
    assert article_pdf(made).startswith(b"%PDF")
    assert time.process_time() - began < 10


def test_the_work_for_one_paragraph_grows_with_its_length_and_no_faster() -> None:
    made, took = article(), []
    for letters in (6_000, 18_000):
        made.body = [
            ("paragraph", "".join(chr(0x4E00 + n * 7919 % 3000) + "，" * (n % 11 == 0) for n in range(letters)))
        ]
        began = time.process_time()
        article_pdf(made)
        took.append(time.process_time() - began)
    assert took[1] < 5 * took[0], took
