"""List pages: light at any size, in ranges that follow from the numbers alone, with a twin for programs."""

import gzip
import json
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from press.web import build_site
from press.web.lists.rows import SUMMARY, excerpt
from press.web.lists.tilemap import TILES, step
from records import (
    Article,
    Collection,
    Export,
    Field,
    Figure,
    Issue,
    Paragraph,
    Place,
    Point,
    PracticeKind,
    Publication,
    Record,
    Section,
    Unit,
    Version,
    Writer,
)
from tests.press.test_web import make_case

DAY = date(2025, 3, 1)
REFERENCE: list[Record] = [
    Place(code="320000", name="江苏省", level="province"),
    Place(code="320300", name="徐州市", level="city", parent="320000"),
    Place(code="320381", name="新沂市", level="county", parent="320300"),
    Place(code="320382", name="邳州市", level="county", parent="320300"),
    Place(code="321100", name="镇江市", level="city", parent="320000"),
    Place(code="370700", name="潍坊市", level="city"),
    Unit(code="320300", name="徐州市", kind="city", place="320300"),
    Unit(code="320381", name="新沂市", kind="county", place="320381", parent="320300"),
    Field(code="03", name="扶弱助残"),
    Field(code="0301", name="助老", parent="03"),
    Field(code="05", name="应急救护"),
    Field(code="0501", name="急救培训", parent="05"),
    PracticeKind(slug="jizhi", name="机制"),
    Publication(slug="jianbao", name="文明简报", issuer="省文明办"),
    Publication(slug="dongtai", name="文明动态", issuer="省文明办"),
]


def make_issue(number: int, articles: int = 1, **fields: Any) -> Issue:
    names = [f"a{n}" for n in range(1, articles + 1)]
    items = tuple(
        Article(
            anchor=name,
            number=n,
            title=f"稿{number}之{n}",
            place="320381",
            unit="320381",
            body=(Paragraph(text="文。"),),
        )
        for n, name in enumerate(names, 1)
    )
    plain = {
        "publication": "jianbao",
        "year": 2024,
        "date": DAY + timedelta(days=number),
        "sections": (Section(name="交流", items=tuple(names)),),
        "versions": (Version(version=1, state="signed", date=DAY),),
        "cleared_on": DAY,
        "items": items,
    }
    return Issue(number=number, **(plain | fields))


def build(folder: Path, records: Sequence[Record]) -> Path:
    everything = [*REFERENCE, *records]
    writer = Writer.for_records(folder / "export", everything)
    for record in everything:
        writer.add(record)
    pdfs = {f"jianbao/2024/{n}": folder / "one.pdf" for n in (1, 2)}
    (folder / "one.pdf").write_bytes(b"%PDF")
    build_site(
        Export(folder / "export", private=False), folder / "out", pdfs=pdfs, first_pages={}, scratch=folder / "scratch"
    )
    return folder / "out"


def page(site: Path, name: str) -> str:
    """Return the part of a page that is its own, without head, menu and foot."""
    return (site / name).read_text("utf-8").split('id="content"')[1].split("</article>")[0]


def twin(site: Path, name: str) -> Any:
    return json.loads((site / name).read_text("utf-8"))


def listed(html: str) -> list[int]:
    return [int(number) for number in re.findall(r'data-record="(\d{6})"', html)]


def links(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """210 cases of one place: 900 to 999 fill their range to the last row, 1000 to 1109 are one hundred and ten."""
    return build(
        tmp_path_factory.mktemp("long"),
        [make_case(n, cleared_on=DAY + timedelta(days=n % 7)) for n in range(900, 1110)],
    )


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three cases, a collection of two of them and one that is not public, and three issues of two publications."""
    figures = (
        Figure(label="办件", value=300, unit="件", quote="三百件"),
        Figure(label="站点", value=66500, unit="个", quote="站点", qualifier="近"),
    )
    body = (Point(lead_in="先问。", text=("问。",)), Point(lead_in="后办。", text=("办。",)))
    cases = [
        make_case(
            1, title="急救进站", fields=("0501", "0301"), cleared_on=date(2025, 1, 9), figures=figures, body=body
        ),
        make_case(
            2, title="送餐到家", place="320300", unit="320300", year=2022, year_end=2023, cleared_on=date(2025, 2, 1)
        ),
        make_case(
            3,
            title="省里的事",
            place="320000",
            fields=("0501",),
            year=2023,
            cleared_on=date(2024, 1, 1),
            summary="一句。二句。",
        ),
        make_case(4, title="没有公开", cleared_on=None),
    ]
    collections = [
        Collection(slug="xuan", title="第一辑", date=date(2025, 1, 1), preface="前言一。\n\n前言二。", cases=(3, 4, 1)),
        Collection(slug="songcan", title="第二辑", date=date(2025, 6, 1), cases=(2,)),
    ]
    issues = [
        make_issue(1),
        make_issue(2, articles=2, series="专刊", series_number=3),
        make_issue(1, publication="dongtai", year=2023),
    ]
    return build(tmp_path_factory.mktemp("small"), [*cases, *collections, *issues])


def test_a_long_list_shows_the_newest_fifty_by_clearance_and_says_so(long: Path) -> None:
    html = page(long, "places/320381.html")
    newest = sorted(range(900, 1110), key=lambda n: (-(n % 7), -n))[:50]
    assert listed(html) == newest
    assert "最新公开的50个" in words(html) and "案例 210" in words(html)


def test_a_long_list_leads_to_every_case_in_ranges_of_at_most_a_hundred(long: Path) -> None:
    ranges = re.findall(
        r'<a href="\.\./(places/320381-\d+\.html)">(\d{6})—(\d{6})号</a><span class="tally">(\d+)</span>',
        page(long, "places/320381.html"),
    )
    assert [(name, first, last, int(count)) for name, first, last, count in ranges] == [
        ("places/320381-000.html", "000000", "000999", 100),
        ("places/320381-0010.html", "001000", "001099", 100),
        ("places/320381-0011.html", "001100", "001199", 10),
    ]
    numbers = [number for name, *_ in ranges for number in listed(page(long, name))]
    assert numbers == list(range(900, 1110))


def test_a_range_leads_to_its_neighbours_and_back_to_its_list(long: Path) -> None:
    html = page(long, "places/320381-0010.html")
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', html) == [
        ("prev", "../places/320381-000.html"),
        ("next", "../places/320381-0011.html"),
    ]
    assert links(html)[:3] == ["../places/index.html", "../places/320300.html", "../places/320381.html"]


def test_a_changed_case_alters_of_a_list_only_its_first_page_and_its_range(long: Path, tmp_path: Path) -> None:
    cases = [
        make_case(n, cleared_on=DAY + timedelta(days=n % 7), title="改名" if n == 905 else f"第{n}个案例")
        for n in range(900, 1110)
    ]
    other = build(tmp_path, cases)
    names = [path.relative_to(long).as_posix() for path in sorted(long.glob("places/*.html"))]
    assert [name for name in names if (long / name).read_bytes() != (other / name).read_bytes()] == [
        "places/320300-000.html",
        "places/320381-000.html",
    ]


def test_no_page_of_a_list_holds_more_than_a_hundred_rows(long: Path) -> None:
    assert max(len(listed(path.read_text("utf-8"))) for path in long.rglob("*.html")) == 100


def test_a_list_of_cases_with_long_texts_is_lighter_than_thirty_kilobytes(tmp_path: Path) -> None:
    # As many different characters as Chinese texts have, without order: texts of words are easier to compress.
    text = "".join(Random(1).choices([chr(0x4E00 + n) for n in range(3000)], k=100 * 400))
    cases = [
        make_case(n + 1, title=text[n * 400 : n * 400 + 40], summary=text[n * 400 + 40 : n * 400 + 400])
        for n in range(100)
    ]
    site = build(tmp_path, cases)
    assert len(listed(page(site, "places/320381.html"))) == 100
    assert max(len(gzip.compress(path.read_bytes(), 6)) for path in site.glob("places/*.html")) < 30_000


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("短的摘要。", "短的摘要。"),
        ("字" * 60, "字" * 49 + "…"),
        ("字" * 45 + "，" + "字" * 20, "字" * 45 + "…"),
        ("字" * 44 + "12345678。", "字" * 44 + "…"),
    ],
)
def test_a_summary_is_cut_at_a_pause_and_never_inside_a_number(text: str, shown: str) -> None:
    assert excerpt(text, SUMMARY) == shown


def test_each_list_has_a_twin_with_the_same_rows_and_its_ranges(long: Path, small: Path) -> None:
    for site in (long, small):
        for path in site.rglob("*.html"):
            for name in re.findall(r'class="twin"><a href="([^"]+)"', path.read_text("utf-8")):
                found, html = json.loads((path.parent / name).read_text("utf-8")), path.read_text("utf-8")
                assert found["address"] == path.relative_to(site).as_posix()
                assert [int(case["number"]) for case in found.get("cases", ())] == listed(html), path
                assert all((site / case["json"]).is_file() for case in found.get("cases", ()))
    ranges = twin(long, "places/320381.json")["ranges"]
    assert [(one["json"], one["count"]) for one in ranges][1:] == [
        ("places/320381-0010.json", 100),
        ("places/320381-0011.json", 10),
    ]
    assert [case["number"] for case in twin(long, ranges[2]["json"])["cases"]] == [
        f"{n:06d}" for n in range(1100, 1110)
    ]


def test_articles_beyond_a_hundred_go_by_publication_year_and_tens_of_issues(tmp_path: Path) -> None:
    issues = [make_issue(n, articles=11) for n in range(5, 15)] + [
        make_issue(n, articles=11, year=2023) for n in (1, 2)
    ]
    issues.append(make_issue(1, articles=3, publication="dongtai"))
    site = build(tmp_path, issues)
    html = page(site, "places/320300.html")
    assert "简报刊发 135 最近刊发的50篇" in words(html)
    assert re.findall(r'<a href="\.\./places/320300-(\S+)\.html">([^<]+)</a><span class="tally">(\d+)<', html) == [
        ("dongtai-2024", "《文明动态》2024年", "3"),
        ("jianbao-2024-01", "《文明简报》2024年第10—19期", "55"),
        ("jianbao-2024-00", "《文明简报》2024年第1—9期", "55"),
        ("jianbao-2023", "《文明简报》2023年", "22"),
    ]
    assert page(site, "places/320300-jianbao-2024-00.html").count('class="row piece"') == 55


def test_the_places_stand_on_a_map_and_in_a_table_with_the_same_numbers(small: Path) -> None:
    html = page(small, "places/index.html")
    assert re.findall(r'places/(\d{6})\.html"><span>(\S+)</span><b>(\d+)</b>', html) == [
        ("320300", "徐州", "2"),
        ("321100", "镇江", "0"),
    ]
    rows = [words(row) for row in re.findall(r"<tr.*?</tr>", html)]
    assert rows == [
        "地区 案例 有案例的 县市区 简报 刊发 最近 年度",
        "徐州市 2 1 /2 4 2024",
        "镇江市 0 0 /0 0 —",
        "江苏省级 1 — 0 2023",
    ]


def test_a_city_leads_to_its_counties_and_to_its_cells_of_the_matrix(small: Path) -> None:
    html = page(small, "places/320300.html")
    for name, count in (("places/320381", 1), ("places/320382", 0), ("matrix/320300-03", 2), ("matrix/320300-05", 1)):
        assert re.search(rf'href="\.\./{name}\.html">[^<]+</a><span class="tally">{count}<', html), name


def test_two_counties_of_one_name_are_told_apart_by_their_cities(tmp_path: Path) -> None:
    both = (("320302", "320300"), ("321199", "321100"))
    records: list[Record] = [Unit(code="321100", name="镇江市", kind="city", place="321100")]
    for number, (code, city) in enumerate(both, 1):
        records += [
            Place(code=code, name="鼓楼区", level="county", parent=city),
            make_case(number, place=code, unit=code),
        ]
        records.append(Unit(code=code, name="鼓楼区", kind="county", place=code, parent=city))
    site = build(tmp_path, records)
    told_apart = {"徐州市鼓楼区", "镇江市鼓楼区"}
    assert set(re.findall(r'class="place">([^<]+)<', page(site, "cases/index.html"))) == told_apart
    under = re.findall(r"<h2>([^<]+)</h2>\s*<ul><li[^>]*><a[^>]*>鼓楼区</a>", page(site, "units/index.html"))
    assert {f"{city}鼓楼区" for city in under} == told_apart


def test_a_place_with_few_cases_leads_on_but_not_to_itself(small: Path) -> None:
    html = page(small, "places/320381.html")
    onward = html.split("邻近地区")[1] if "邻近地区" in html else html.split("也可以看")[1]
    assert "../places/320300.html" in links(onward) and "../places/320381.html" not in links(onward)


def test_a_place_without_cases_says_so_and_leads_on(small: Path) -> None:
    html = page(small, "places/320382.html")
    assert "邳州市还没有公开的案例。" in html
    assert set(links(html)) > {
        f"../{name}.html" for name in ("places/320300", "places/index", "fields/index", "cases/index")
    }


def test_each_number_of_the_matrix_leads_to_just_these_cases(small: Path) -> None:
    html = page(small, "matrix/index.html")
    cells = re.findall(r'href="(\.\./matrix/[^"]+)">(\d+)<', html)
    assert [(name, int(count)) for name, count in cells] == [
        ("../matrix/320300-03.html", 2),
        ("../matrix/320300-05.html", 1),
        ("../matrix/320000-05.html", 1),
    ]
    for name, count in cells:
        assert len(listed(page(small, name.removeprefix("../")))) == int(count)
    totals = [words(row) for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL)]
    assert totals[1:] == ["徐州市 2 1 2", "镇江市 0", "江苏省级 1 1", "合计 2 2 3"]


def test_rows_and_columns_of_the_matrix_are_named_for_screen_readers(small: Path) -> None:
    html = page(small, "matrix/index.html")
    assert "<caption" in html
    assert (html.count('scope="col"'), html.count('scope="row"')) == (4, 4)


def test_the_shades_go_from_none_to_most() -> None:
    assert [step(n, 8) for n in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert step(0, 0) == 0
    assert len(set(TILES.values())) == len(TILES) == 13


def test_the_timeline_has_cases_and_issues_of_each_year(small: Path) -> None:
    html = page(small, "years/index.html")
    years = [words(part) for part in html.split("<h2>")[1:]]
    assert years[0].startswith("2024年 案例 1 简报 2 急救进站 新沂市 文明简报 2期 第2期 第1期")
    assert years[1].startswith("2023年 案例 2 简报 1 送餐到家 徐州市 省里的事 江苏省 文明动态 1期 第1期")
    assert years[2].startswith("2022年 案例 1 简报 0 送餐到家 徐州市")
    assert re.findall(r'<rect width="([\d.]+)%"', html) == ["50.0", "100.0", "50.0"]


def test_the_index_of_bulletins_shows_the_newest_issues_of_all_publications(small: Path) -> None:
    issues = re.findall(
        r'<p class="no"><span>(\S+)</span><a href="[^"]+">(\S+)</a>', page(small, "bulletins/index.html")
    )
    assert issues == [("文明简报", "2024年第2期"), ("文明简报", "2024年第1期"), ("文明动态", "2023年第1期")]


def test_a_publication_shows_its_newest_issues_and_leads_to_its_years(small: Path) -> None:
    html = page(small, "bulletins/jianbao/index.html")
    assert "2024年第2期 专刊 3 新沂市：稿2之1 新沂市：稿2之2 2025年3月3日 PDF" in words(html)
    assert "../../bulletins/jianbao/2024/index.html" in links(html)
    year = page(small, "bulletins/jianbao/2024/index.html")
    assert [one for one in links(year) if one.endswith((".pdf", "2.html", "1.html"))] == [
        f"../../../bulletins/jianbao/2024/{name}" for name in ("2.html", "2.pdf", "1.html", "1.pdf")
    ]
    assert [issue["number"] for issue in twin(small, "bulletins/jianbao/2024/index.json")["issues"]] == [2, 1]


def test_a_year_of_very_many_titles_shows_some_of_each_issue_and_how_many_there_are(tmp_path: Path) -> None:
    site = build(tmp_path, [make_issue(n, articles=9) for n in range(1, 81)])
    html = page(site, "bulletins/jianbao/2024/index.html")
    assert html.count('class="no"') == 80
    assert words(html).count("等9篇") == 80 and html.count("新沂市：稿") == 400


def test_showcases_stand_newest_first_with_cities_and_themes(small: Path) -> None:
    html = page(small, "collections/index.html")
    assert re.findall(r'collections/(\w+)\.html"', html) == ["songcan", "xuan"]
    assert "2个案例，来自江苏省、徐州市 主题：扶弱助残、应急救护 前言一。前言二。" in words(html)


def test_a_showcase_keeps_the_order_of_its_editor_and_shows_points_or_the_first_sentence(small: Path) -> None:
    html = page(small, "collections/xuan.html")
    assert listed(html) == [3, 1]
    first, second = (words(part) for part in html.split("<li id=")[1:])
    assert "省里的事" in first and "一句。" in first and "二句" not in first
    assert all(part in second for part in ("先问", "后办", "300 件 办件")) and "摘要1" not in second


def test_the_indexes_of_a_showcase_lead_to_entries_on_the_same_page(small: Path) -> None:
    html = page(small, "collections/xuan.html")
    index = html.split('<ol class="picks">')[0]
    assert words(index).endswith("按地区 江苏省 1 徐州市 2 按主题 扶弱助残 2 应急救护 1 2")
    assert {link.removeprefix("#") for link in links(index) if link.startswith("#")} == set(
        re.findall(r'id="(c\d{6})"', html)
    )


def test_home_shows_what_became_public_last_with_its_day(small: Path) -> None:
    html = page(small, "index.html")
    assert listed(html) == [2, 1, 3]
    assert "公开案例3个 简报3期 最近公开于2025年2月1日" in words(html)
    assert "2023年 2025年2月1日" in words(html)
    assert {"./indicators/index.html", "./data.html", "./matrix/index.html", "./collections/index.html"} <= set(
        links(html)
    )


def test_pages_stand_below_what_they_belong_to(small: Path) -> None:
    for name, above in (
        ("fields/0301.html", ["../fields/index.html", "../fields/03.html"]),
        ("places/320381.html", ["../places/index.html", "../places/320300.html"]),
        ("units/320381.html", ["../units/index.html", "../units/320300.html"]),
        ("kinds/jizhi.html", ["../kinds/index.html"]),
        ("matrix/320300-03.html", ["../matrix/index.html", "../places/320300.html", "../fields/03.html"]),
        (
            "bulletins/jianbao/2024/index.html",
            ["../../../bulletins/index.html", "../../../bulletins/jianbao/index.html"],
        ),
    ):
        trail = re.search(r'<nav class="trail".*?</nav>', page(small, name))
        assert trail and links(trail[0]) == above, name
