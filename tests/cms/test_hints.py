"""Remarks while writing: what is missing, doubtful or written before, told only as far as the writer may know it."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.urls import reverse

from cms.newsroom.compare import compared
from cms.newsroom.hints.checks import Writing, hints
from cms.newsroom.hints.duplicates import FEWEST_LETTERS, repeated
from cms.newsroom.hints.names import Names
from cms.newsroom.hints.passages import GRAM, PART, WINDOW, Letters, Shingle, candidates, common, fingerprint
from cms.newsroom.hints.rules import HandInRules
from cms.newsroom.hints.texts import besides, rebuild
from cms.newsroom.models import ArticlePage
from cms.security.throttle import Limit
from cms.units.models import Place, UnitPage
from records import Article, Paragraph

pytestmark = pytest.mark.django_db

WORDS = (
    "入夏以来多阵雨，地铁站口常有人被困住。街道在十二个站口摆出旧伞，借还都不登记，一季下来还回率过九成。"
    "伞柄上挂一张小卡片，写明可以还到哪里；志愿者每周清点一次，少了就补，坏了就修，修不好的拆下伞骨留作备件。"
    "有人担心伞会越借越少，街道请站口的报亭代管，报亭换来一块遮雨的棚布，双方都觉得划算。"
)


def user(name: str) -> Any:
    return get_user_model().objects.get(username=name)


def article(code: str, text: str = WORDS, title: str = "摆在站口的旧伞不用登记", **more: Any) -> ArticlePage:
    made = ArticlePage(title=title, body=[("paragraph", text)], live=False, **more)
    UnitPage.objects.get(code=code).add_child(instance=made)
    made.save_revision()
    return made


def writing(text: str = "", case: bool = False, quotes: Any = (), **fields: str) -> Writing:
    return Writing(case, fields, [("b1", text)] if text else [], quotes)


def said(found: Any, name: str = "tongxunyuan") -> list[str]:
    return [hint.text for hint in hints(found, user(name))]


def test_two_texts_that_share_57_letters_in_a_row_always_share_a_hash() -> None:
    passage = Letters.of([WORDS]).letters[: GRAM + WINDOW - 1]
    for n in range(40):
        a = Letters.of(["甲乙丙丁戊己庚辛壬癸" * (n % 7) + chr(0x4E00 + n) + passage + "子丑寅卯辰巳午未申酉" * 9])
        b = Letters.of(["天地玄黄宇宙洪荒日月" * 5 + passage + chr(0x5E00 + n) * 3])
        assert fingerprint(a) & fingerprint(b)


def test_common_passages_are_found_across_paragraphs_and_punctuation() -> None:
    mine, theirs = Letters.of(["开头。" + WORDS[:60], WORDS[60:]]), Letters.of([WORDS.replace("，", ","), "结尾"])
    assert [(p.mine, p.theirs, p.length) for p in common(mine, theirs)] == [(2, 0, len(Letters.of([WORDS]).letters))]
    before, same, after = mine.around(2, 100)
    assert (before, same[:6], after != "") == ("开头。", "入夏以来多阵", True)


def test_other_forms_of_a_letter_and_what_nobody_sees_between_letters_change_no_match() -> None:
    shifted = "\u200b".join("2024年樂於助人，Ａｂｃ　，。１２")
    assert Letters.of([shifted]).letters == Letters.of(["２０２４年乐于助人aBC12"]).letters == "2024年乐于助人abc12"


def test_saving_a_text_keeps_its_passages_and_changing_it_changes_them(django_assert_max_num_queries: Any) -> None:
    made = article("320282")
    kept = set(Shingle.objects.filter(page=made).values_list("hash", flat=True))
    assert kept == fingerprint(Letters.of([WORDS]))
    made.body = [("paragraph", "别的话。" * 30)]
    made.save_revision()
    assert not set(Shingle.objects.filter(page=made).values_list("hash", flat=True)) & kept
    made.delete()
    assert not Shingle.objects.filter(page=made.pk).exists()


def test_the_command_makes_the_same_table_as_saving() -> None:
    before = set(Shingle.objects.values_list("page", "hash"))
    Shingle.objects.all().delete()
    assert rebuild() > 0
    assert set(Shingle.objects.values_list("page", "hash")) == before


def test_a_repeated_text_is_shown_side_by_side_to_those_who_may_see_it() -> None:
    article("320282", title="撑起一座城的旧伞")
    for name in ("tongxunyuan", "shiji", "bianji"):
        found = [
            hint for hint in hints(writing("另起一头。" + WORDS, title="x" * 12), user(name)) if hint.kind == "重复"
        ]
        assert len(found) == 1 and "《撑起一座城的旧伞》" in found[0].text
        shared = found[0].duplicate.passages[0]
        assert shared.where == "b1" and shared.mine[1] == shared.theirs[1] == WORDS[:-1]


def test_other_units_hear_that_a_text_is_there_and_nothing_else_of_it(as_user: Any) -> None:
    made = article("320282", title="撑起一座城的旧伞")
    ArticlePage.objects.filter(pk=made.pk).update(state="pool")
    assert [text for text in said(writing(WORDS), "xitong") if "旧伞" in text or "重复" in text] == ["与已有稿件重复"]
    unit = UnitPage.objects.filter(kind="system").first()
    answer = as_user("xitong").post(reverse("article_hints"), form(WORDS.replace("入夏", "今夏"), parent=unit.pk))
    text = answer.content.decode()
    assert "与已有稿件重复" in text and "字相同" not in text and "撑起" not in text and "对照相同的段落" not in text


HANZI = [chr(n) for n in range(0x4E00, 0x6000)]


def pooled(rng: random.Random, letters: int) -> str:
    """Plant a random text that other units may not read, and return its words."""
    words = "".join(rng.choices(HANZI, k=letters))
    ArticlePage.objects.filter(pk=article("320282", text=words).pk).update(state="pool")
    return words


def answer_to(text: str, name: str = "xitong") -> Any:
    return repeated([("b1", text)], user(name), set())


def test_no_answer_helps_to_guess_the_next_letter_of_what_another_unit_wrote(record_property: Any) -> None:
    rng = random.Random(14)
    pairs = 0
    for words in [pooled(rng, rng.randrange(130, 400)) for _ in range(3)]:
        wrong = next(c for c in HANZI if c not in words)
        for known in [
            *range(8, 13),
            19,
            29,
            59,
            *rng.sample(range(13, len(words)), 10),
            *range(PART - 1, len(words), PART),
        ]:
            # Asked with all that is known or with its end, as long as any limit may be, and several times over.
            for begin in {max(known - most, 0) for most in (1000, 12, 19, 29, FEWEST_LETTERS - 1, rng.randrange(200))}:
                asked = [(words[begin:known] + letter + "〇") * rng.choice([1, 3]) for letter in (words[known], wrong)]
                right, other = (answer_to(text).hidden for text in asked)
                # Where a part of the text ends, one letter can be told from others, if all that
                # stands before it in two parts is known.
                assert right == other or (known - begin >= FEWEST_LETTERS - 1 and (known + 1) % PART == 0), (
                    begin,
                    known,
                )
                assert not right or known - begin >= FEWEST_LETTERS - 1
                pairs += 1
    record_property("prefixes asked with a right and a wrong next letter", pairs)


def test_whoever_goes_on_from_letter_to_letter_learns_one_at_most() -> None:
    words = pooled(random.Random(15), 300)
    for known in range(FEWEST_LETTERS - 3, FEWEST_LETTERS + PART + 2, 4):
        for drop in (
            0,
            PART,
            2 * PART,
        ):  # asking with the last parts only, so that an answer hangs on the one that is being guessed
            at, learned = known, 0
            while at < known + 4 and drop < at:
                right, wrong = (answer_to(words[drop:at] + letter).hidden for letter in (words[at], "\u9fa5"))
                at, learned = at + 1, learned + (right != wrong)
            assert learned <= 1, (known, drop)


def test_whoever_asks_too_often_is_told_to_wait_and_the_other_remarks_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.newsroom.hints.checks.REPEATS", Limit("repeats", 2, timedelta(hours=1)))
    ArticlePage.objects.filter(pk=article("320282").pk).update(state="pool")
    answers = [said(writing(WORDS, title="旧伞"), "xitong") for _ in range(3)]
    assert ["与已有稿件重复" in answer for answer in answers] == [True, True, False]
    assert any("有没有重复的文字请等 60 分钟再查" in text for text in answers[2]) and any(
        "偏短" in text for text in answers[2]
    )
    assert "与已有稿件重复" not in said(writing(WORDS), "bianji"), "who may read it is told more, and is counted alone"


def test_hidden_texts_change_nothing_of_what_is_said_about_texts_that_one_may_read() -> None:
    rng = random.Random(16)
    words = "".join(rng.choices(HANZI, k=150))
    system = UnitPage.objects.filter(kind="system").first()
    for n in range(9):
        article(system.code, text=words[: 70 + n] + "".join(rng.choices(HANZI, k=50)))
    before = answer_to(words)
    for _ in range(9):
        ArticlePage.objects.filter(pk=article("320282", text=words).pk).update(state="pool")
    after = answer_to(words)
    assert (before.shown, before.hidden, after.hidden) == (after.shown, False, True) and len(after.shown) == 3


def test_another_unit_s_draft_is_nobody_s_business_yet() -> None:
    article("320282")
    assert not [text for text in said(writing(WORDS), "xitong") if "相同" in text or "重复" in text]


def test_a_cleared_case_is_shown_to_everyone_as_it_was_cleared() -> None:
    from cms.cases.models import CasePage

    case = CasePage.objects.filter(cleared_on__isnull=False, withdrawn_on=None, live=True).first()
    words = case.as_record().body[0]
    text = getattr(words, "text", "")
    text = "".join(text) if isinstance(text, tuple) else text
    long = "\n".join([case.summary, case.problem, case.approach, case.workings, text])
    for name in ("tongxunyuan", "xitong"):
        assert any(f"《{case.title}》" in found for found in said(writing(long), name))
    CasePage.objects.filter(pk=case.pk).update(cleared_on=None)
    other = "tongxunyuan" if not case.permissions_for_user(user("tongxunyuan")).can_edit() else "xitong"
    assert not any(case.title in found for found in said(writing(long), other))


def test_names_that_sound_right_and_are_wrong_are_told_with_what_they_may_be() -> None:
    names = Names.on(date(2026, 1, 5))

    def doubts(text: str) -> list[str]:
        return [doubt.text for doubt in names.doubts(text)]

    assert doubts("在宜兴县开展") == ["没有“宜兴县”，是不是宜兴市"]
    assert doubts("宜星市的做法") == ["“宜星市”是不是宜兴市"]
    assert doubts("，凤阳县的同志来看过") == ["“凤阳县”不在地区表里：外省的地方请写明省份，本省的请核对写法"]
    fine = (
        "无锡市宜兴市的社区、开发区、城区、各县（市、区）和全市超市，文明城市创建，市区小区，建全县级平台，"
        "盐城市、上海市，试点县，农贸市场，苏州区域，宜兴市委"
    )
    assert doubts(fine) == []


def test_a_name_that_went_out_of_use_is_told_with_the_year() -> None:
    Place.objects.create(code="320683", name="通州市", level="county", valid_to=date(2009, 7, 4))
    texts = [doubt.text for doubt in Names.on(date(2026, 1, 5)).doubts("到通州市学习")]
    assert texts == ["“通州市”2009年起不再使用，现在叫通州区。写当时的事可以不改"]


def test_the_sample_s_own_texts_raise_hardly_any_doubt_about_names() -> None:
    from cms.newsroom.hints.texts import paragraphs_of

    names = Names.on(date(2026, 1, 5))
    texts = [text for page in ArticlePage.objects.all() for _, text in paragraphs_of(page)]
    found = [doubt.text for text in texts for doubt in names.doubts(text)]
    assert len(found) <= len(texts) / 100, found


def test_length_missing_fields_and_quotes_are_told() -> None:
    found = said(writing("有伞320把。", title="旧伞", quotes=[("伞", "有伞400把")]))
    assert "标题 2 字，偏短，一般 12—34 字" in found
    assert "正文 7 字，偏短，一般 800—2500 字" in found
    assert "“单位审签人”还没有填" in found and "“标题上的地名”还没有填" in found
    assert "数据“伞”的原句在正文里找不到：有伞400把" in found
    assert "正文里有数字，还没有登记要紧的数据" in said(writing("有伞320把。"))
    assert not any("原句" in text for text in said(writing("有伞^[旧的。]320把。", quotes=[("伞", "有伞320把")])))


def form(text: str, **where: int) -> dict[str, Any]:
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "paragraph",
        "body-0-id": "b1",
        "body-0-value": text,
    }
    return {"title": "旧伞", "figures-TOTAL_FORMS": "0", **block, **where}


def test_the_form_is_answered_and_strangers_are_refused(as_user: Any, django_assert_max_num_queries: Any) -> None:
    made = article("320282", text="一段话。")
    with django_assert_max_num_queries(48):
        answer = as_user("tongxunyuan").post(reverse("article_hints"), form("宜星市的伞。", page=made.pk))
    text = answer.content.decode()
    assert "是不是宜兴市" in text and 'data-hint-where="b1"' in text
    assert as_user("tongxunyuan").get(reverse("article_hints")).status_code == 405
    for name in ("article_hints", "case_hints"):
        refused = as_user("xitong").post(reverse(name), form("话", page=made.pk))
        assert refused.status_code in (302, 403) and "hints__item" not in refused.content.decode()


def test_a_remark_keeps_a_text_back_only_where_the_office_says_so(as_user: Any) -> None:
    made = article(
        "320282", text="一段话。", leader="科长", writer="办公室", phone="0510-00000000", owner=user("tongxunyuan")
    )
    client = as_user("tongxunyuan")
    assert "篇幅，须改好" not in client.post(reverse("article_hints"), form("一段话。", page=made.pk)).content.decode()
    rules = reverse("wagtailsettings:edit", args=["newsroom", "handinrules", HandInRules.load().pk])
    assert client.post(rules, {"lengths": "on"}).url == reverse("wagtailadmin_home")
    assert not HandInRules.load().lengths
    assert "报送要求" in as_user("zhubian").get(rules).content.decode()
    as_user("zhubian").post(rules, {"lengths": "on"})

    client = as_user("tongxunyuan")
    assert "篇幅，须改好" in client.post(reverse("article_hints"), form("一段话。", page=made.pk)).content.decode()
    way = reverse("article_way", args=[made.pk])
    assert (
        "报送前请改好：标题 11 字，偏短，一般 12—34 字；正文 4 字，偏短"
        in client.post(way, {"move": "submit"}, follow=True).content.decode()
    )
    edit = reverse("wagtailadmin_pages:edit", args=[made.pk])
    answer = client.post(edit, {**form("一段话。"), "action-submit": "报送"})
    assert "报送前请改好：标题 2 字，偏短" in answer.content.decode()
    made.refresh_from_db()
    assert (made.state, made.steps.count()) == ("draft", 0)
    as_user("zhubian").post(rules, {})
    as_user("tongxunyuan").post(way, {"move": "submit"})
    made.refresh_from_db()
    assert made.state == "submitted"


def test_a_page_does_not_repeat_itself_nor_the_case_made_from_it(as_user: Any) -> None:
    made = article("320282")
    text = as_user("tongxunyuan").post(reverse("article_hints"), form(WORDS, page=made.pk)).content.decode()
    assert "相同" not in text and "重复" not in text


def test_the_candidates_take_one_query(django_assert_num_queries: Any) -> None:
    article("320282")
    with django_assert_num_queries(1):
        assert candidates(Letters.of([WORDS]), set())


def test_what_nobody_would_write_is_answered_at_once() -> None:
    text = Letters.of(["啊" * 8000])
    began = time.process_time()
    assert common(text, text) == []
    assert compared(msgspec.to_builtins(record("啊" * 4000)), record("啊" * 3999))["same"] is False
    assert (
        compared(msgspec.to_builtins(record(*["甲乙丙丁" * 30] * 400)), record(*["乙丙丁戊" * 30] * 400))["same"]
        is False
    )
    assert said(writing("伞" * 20_001)) == ["全文 20001 字，太长，其余的没有检查"]
    assert time.process_time() - began < 1
    assert len(Letters.of(["伞" * 30_000]).letters) == 20_000


def record(*paragraphs: str, title: str = "旧伞") -> Article:
    return Article(
        anchor="a1", number=1, title=title, place=None, unit="320282", body=tuple(Paragraph(text=p) for p in paragraphs)
    )


def test_a_title_is_compared_with_a_title_however_much_of_it_changed() -> None:
    rows = compared(msgspec.to_builtins(record("一段。", title="旧伞")), record("一段。", title="地铁口的新办法"))[
        "rows"
    ]
    assert [(row.label, row.old is None, row.new is None, row.changed) for row in rows] == [
        ("标题", False, False, True),
        ("", False, False, False),
    ]


@pytest.mark.parametrize(
    "given",
    [
        {"page": "abc"},
        {"page": "²"},
        {"figures-TOTAL_FORMS": "²"},
        {"figures-TOTAL_FORMS": "9" * 5000},
        {"body-count": "9" * 5000},
        {"body-count": ""},
        {"body-count": "2"},
        {"body-0-order": "x"},
        {"body-0-type": "table", "body-0-value": "[" * 100_000},
    ],
)
def test_a_form_that_is_none_of_ours_is_refused_or_answered_and_breaks_nothing(
    as_user: Any, given: dict[str, str]
) -> None:
    sent = form("话", parent=UnitPage.objects.get(code="320282").pk) | given
    assert as_user("tongxunyuan").post(reverse("article_hints"), sent).status_code in (200, 400)


def test_what_cannot_be_printed_is_said_while_writing() -> None:
    text = writing("满意度提升😀明显，😀见图。", title="摆在站口的旧伞\ue123不用登记的事情")
    found = [hint for hint in hints(text, user("tongxunyuan")) if hint.kind == "用字"]
    assert [(hint.where, "U+1F600" in hint.text, "U+E123" in hint.text) for hint in found] == [
        ("title", False, True),
        ("b1", True, False),
    ]
    assert "“满意度提升😀明显，😀见图。”" in found[1].text
    printed = writing("排放CO₂少了10⁶吨，☑已办，✔合格，喆堃镕祎。", title="摆在站口的旧伞不用登记的事情")
    assert not [hint for hint in hints(printed, user("tongxunyuan")) if hint.kind == "用字"]


def test_what_cannot_be_printed_is_found_in_tables_and_captions_too() -> None:
    table = {"data": [["项目", "次数"], ["宣讲😀", "12"]], "table_caption": "活动🎉", "table_header_choice": "row"}
    made = ArticlePage(title="摆在站口的旧伞不用登记", body=[("table", table)])
    assert [text for _, text in besides(made.body)] == ["活动🎉", "项目", "次数", "宣讲😀", "12"]
    found = hints(Writing(False, {}, [], [], besides=list(besides(made.body))), user("tongxunyuan"))
    assert [hint.text[1] for hint in found if hint.kind == "用字"] == ["🎉", "😀"]


def test_what_always_keeps_a_text_back_is_said_beside_what_does_not(as_user: Any) -> None:
    made = article("320282", text="打13900000001。", leader="科长", owner=user("tongxunyuan"))
    said = as_user("tongxunyuan").post(reverse("article_hints"), form("打13900000001。", page=made.pk)).content.decode()
    stopping = [item for item in said.split("<li ")[1:] if "data-stops" in item.partition(">")[0]]
    assert [("个人信息" in item, "还没有填" in item) for item in stopping].count((True, False)) == 1
    assert {
        name for name in ("单位审签人", "撰稿人", "联系电话") for item in stopping if f"“{name}”还没有填" in item
    } >= {
        "撰稿人",
        "联系电话",
    }
    assert "标题" not in "".join(stopping)
