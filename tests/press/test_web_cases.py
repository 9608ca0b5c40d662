"""Case pages: the digest, how a case is quoted, what stands beside it, and what it says of itself to programs."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from press.web.citation import Printing, Site, article_reference, citations, responsible
from press.web.linked import script
from records import Article, Case, Contact, Figure, Paragraph, Point, RecordError, Section, Source
from tests.press.test_web import CANARY, REFERENCE, build, make_case, make_issue, page, write_export

LIBRARY = Site("案例库", "https://anli.example/")
ARTICLE = Article(
    anchor="a1", number=1, title="板凳上的会", place="320381", unit="320381", body=(Paragraph(text="正文。"),)
)
SENTENCES = [f"第{n}项有{n}0件" for n in range(1, 10)]
FIGURES = tuple(Figure(label=f"第{n}项", value=n * 10, unit="件", quote=quote) for n, quote in enumerate(SENTENCES, 1))
POINTS = tuple(Point(lead_in=f"第{n}点。", text=("做了。",)) for n in range(1, 5))
FULL = make_case(
    1,
    title="把会开在</script>板凳上",
    lead_department="新沂市文明办、新沂市民政局",
    contact=Contact(office="文明科", phone="0516-00000001", public=True),
    source=Source(publication="jianbao", year=2024, number=4, item="a1"),
    people_served=("老人",),
    year_end=2025,
    conditions="村里要有空地。\n\n要有板凳。",
    results="。".join(SENTENCES) + "。",
    figures=FIGURES,
    body=POINTS,
)
BARE = make_case(
    2,
    title="什么都没有的案例",
    place="320300",
    unit="320381",
    fields=(),
    kinds=(),
    body=(*POINTS[:1], Paragraph(text="正文。")),
)
OTHERS = [make_case(n, place="320382", unit="320381", fields=(), kinds=(), year=2019 + n) for n in range(4, 10)]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("site")
    records = [
        *REFERENCE,
        FULL,
        BARE,
        make_case(3, source=Source(publication="jianbao", year=2024, number=5, item="a1")),
        *OTHERS,
    ]
    printed = {"items": (ARTICLE,), "sections": (Section(name="", items=("a1",)),)}
    issues = [make_issue(4, **printed), make_issue(5, **printed, cleared_on=None)]
    build(write_export(work / "export", [*records, *issues]), work)
    return work / "out"


def case_page(site: Path, number: int) -> str:
    return page(site, f"cases/000/{number:06d}.html")


def linked(html: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    data: dict[str, Any] = json.loads(found[1])
    return data


def words(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html)


def quoted(case: Case, printing: Printing | None = None) -> dict[str, str]:
    found = citations(case, "新沂市", "新沂市", LIBRARY, printing)
    return {one.name: one.text + ("引用日期" + one.after if one.after else "") for one in found}


def test_a_printed_article_is_quoted_by_its_own_title_and_the_case_by_its_page() -> None:
    printing = Printing("jianbao/2024/4", "a1", "新沂市", "板凳上的会", "文明简报", 2024, 4, 3)
    assert quoted(make_case(7, title="板凳会", lead_department="新沂市文明办"), printing) == {
        "引用简报文章": "新沂市：《板凳上的会》，载《文明简报》2024年第4期。",
        "引用简报文章（GB/T 7714）": "新沂市文明办. 板凳上的会[J]. 文明简报，2024（4）：3.",
        "引用本案例（GB/T 7714）": "新沂市文明办. 板凳会[EB/OL]. （2025-03-01）[引用日期]. https://anli.example/cases/000/000007.html.",
    }


def test_an_article_printed_without_a_place_is_quoted_without_one() -> None:
    printing = Printing("jianbao/2024/4", "a1", "", "板凳上的会", "文明简报", 2024, 4, 3)
    assert quoted(make_case(7), printing)["引用简报文章"] == "《板凳上的会》，载《文明简报》2024年第4期。"


def test_a_case_of_its_own_is_quoted_as_a_number_of_the_library() -> None:
    assert quoted(make_case(7, title="板凳会")) == {
        "引用本案例": "新沂市：《板凳会》，案例库第000007号，2025年3月1日公开。",
        "引用本案例（GB/T 7714）": "新沂市. 板凳会[EB/OL]. （2025-03-01）[引用日期]. https://anli.example/cases/000/000007.html.",
    }


def test_a_reference_names_three_bodies_at_most_and_no_page_that_is_not_known() -> None:
    assert responsible(make_case(1, lead_department="甲局、乙局、丙局"), "丁市") == "甲局，乙局，丙局"
    assert responsible(make_case(1, lead_department="甲局、乙局、丙局、丁局"), "丁市") == "甲局，乙局，丙局，等"
    assert (
        article_reference("甲局", Printing("jianbao/2024/4", "a1", "", "题", "刊", 2024, 4, None))
        == "甲局. 题[J]. 刊，2024（4）."
    )


def test_a_page_quotes_and_names_the_article_and_leads_to_its_page_of_the_pdf(site: Path) -> None:
    html = case_page(site, 1)
    assert "新沂市文明办，新沂市民政局. 板凳上的会[J]. 文明简报，2024（4）：1." in html
    assert re.search(r"《文明简报》2024年第4期</a><br>板凳上的会", html)
    assert 'href="../../bulletins/jianbao/2024/4.pdf#page=1"' in html
    assert html.count("data-copy") == 3 and "[EB/OL]. （2025-03-01）[<span data-today>引用日期</span>]. http" in html


def test_an_issue_that_is_not_public_is_neither_named_nor_quoted(site: Path) -> None:
    html = case_page(site, 3)
    assert "第5期" not in html and "板凳上的会" not in html and "[J]" not in html
    assert "案例库直接收录，2025年3月1日公开。" in html


def test_a_case_made_from_an_item_that_is_not_there_is_named(tmp_path: Path) -> None:
    lost = make_case(1, source=Source(publication="jianbao", year=2024, number=4, item="a7"))
    with pytest.raises(RecordError, match=r"cases/000/000001\.md：出处所指的 jianbao/2024/4 里没有条目“a7”"):
        build(write_export(tmp_path / "export", [*REFERENCE, lost, make_issue(4)]), tmp_path / "work")


def test_the_digest_holds_points_figures_and_conditions_and_the_text_does_not_repeat_them(site: Path) -> None:
    html = case_page(site, 1)
    digest, text = html.split('<div class="digest">')[1].split('<div class="text">')
    assert re.findall(r'<a href="#p\d">(.*?)</a>', digest) == ["第1点", "第2点", "第3点"]
    assert re.findall(r'<h2 id="(\w+)">', digest) == ["points", "figures", "conditions"]
    assert "<p>村里要有空地。</p>" in digest and "村里要有空地" not in text and 'href="#conditions"' in html


def test_more_than_six_figures_leave_five_at_once_and_each_keeps_its_number(site: Path) -> None:
    at_once, more = case_page(site, 1).split('<details class="more">')
    assert re.findall(r'<tr id="(f\d)">', at_once) == ["f1", "f2", "f3", "f4", "f5"]
    assert more.startswith("<summary>另外4项数据</summary>")
    assert re.findall(r'<tr id="f(\d)">.*?href="#s(\d)"', more, re.DOTALL) == [(str(n), str(n)) for n in range(6, 10)]


def test_a_case_that_has_nothing_more_shows_no_empty_parts(site: Path) -> None:
    html = case_page(site, 2)
    parts = re.findall(r"<h2[^>]*>(.*?)</h2>", html)
    assert parts == ["正文", "出处", "资料"]
    assert "onward" not in html and "None" not in html and "{{" not in html


def test_other_cases_of_the_place_are_the_nearest_by_number_with_their_years(site: Path) -> None:
    beside = case_page(site, 6).split('<h2 id="beside">')[1]
    assert re.findall(r"<a href=\"[^\"]*/(\d+)\.html\">[^<]*</a><p>(\d+年)</p>", beside) == [
        ("000004", "2023年"),
        ("000005", "2024年"),
        ("000007", "2026年"),
        ("000008", "2027年"),
    ]
    assert "邳州市全部案例" in beside


def test_related_cases_come_with_place_and_reason(site: Path) -> None:
    related = re.search(r'<h2 id="related">相关做法</h2>(.*?)</section>', case_page(site, 1), re.DOTALL)
    assert related and re.search(r'000003\.html">第3个案例</a><p><span class="at">新沂市</span>[^<]*助老', related[1])


def test_a_case_says_of_itself_what_it_is_in_the_words_of_schema_org(site: Path) -> None:
    data = linked(case_page(site, 1))
    assert data["@context"] == "https://schema.org" and data["@type"] == "Article" and data["inLanguage"] == "zh-Hans"
    assert data["headline"] == "把会开在</script>板凳上" and data["datePublished"] == "2025-03-01"
    assert data["@id"].endswith("/cases/000/000001.html") and data["url"] == "000001.html"
    assert data["temporalCoverage"] == "2024/2025"
    assert data["about"] == [{"@type": "DefinedTerm", "termCode": "0301", "name": "助老"}] and data["keywords"] == [
        "机制",
        "老人",
    ]
    assert data["spatialCoverage"]["containedInPlace"]["name"] == "徐州市"
    assert data["isBasedOn"]["isPartOf"]["issueNumber"] == 4
    assert "isBasedOn" not in linked(case_page(site, 3)) and CANARY not in case_page(site, 3)


def test_an_issue_says_of_itself_which_articles_it_has(site: Path) -> None:
    data = linked(page(site, "bulletins/jianbao/2024/4.html"))
    assert (data["@type"], data["name"], data["datePublished"]) == (
        "PublicationIssue",
        "《文明简报》2024年第4期",
        str(date(2025, 3, 1)),
    )
    assert [part["headline"] for part in data["hasPart"]] == ["新沂市：板凳上的会"]


def test_no_text_can_end_the_block_of_data() -> None:
    assert "<" not in script({"headline": "</script><b>"})


def test_the_record_is_one_click_away(site: Path) -> None:
    assert 'href="000001.json"' in case_page(site, 1)
    assert (site / "cases/000/000001.json").is_file()
    assert 'href="4.json"' in page(site, "bulletins/jianbao/2024/4.html")
