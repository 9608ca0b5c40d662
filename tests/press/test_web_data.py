"""What programs read of the site: records, tables, feed, sitemap; and what none of them may say."""

import csv
import hashlib
import re
from collections.abc import Callable
from datetime import date
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest

from press.gate import broken_links, leaks
from press.home import SETTINGS, SOURCES
from press.web import SiteSummary, build_site, render
from press.web import site as building
from records import (
    Article,
    Case,
    Clipping,
    Collection,
    Contact,
    Export,
    Field,
    Figure,
    Indicator,
    Issue,
    Notice,
    Paragraph,
    Place,
    PracticeKind,
    Publication,
    Recipient,
    Section,
    Source,
    Submission,
    Synonym,
    Unit,
    Writer,
)
from tests.canary import CANARY
from tests.press.test_web import make_case as make_plain_case

DAY = date(2025, 3, 1)
ADDRESS = "http://127.0.0.1:8001/"
ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
REFERENCE = [
    Place(code="320000", name="江苏省", level="province"),
    Place(code="320381", name="新沂市", level="county", parent="320000"),
    Unit(code="320381", name="新沂市", kind="county", place="320381"),
    Field(code="03", name="扶弱助残"),
    Field(code="0301", name="助老", parent="03"),
    PracticeKind(slug="jizhi", name="机制"),
    PracticeKind(slug="duiwu", name="队伍"),
    Indicator(slug="zhiyuanzhe", name="注册志愿者", unit="名", definition="在系统里注册的人。"),
    Synonym(slug="jijiu", words=("急救", "救护")),
    Publication(slug="jianbao", name="文明简报", issuer="省文明办"),
    Collection(slug="xuan", title="选编", date=DAY, cases=(1, 3)),
]


make_case = partial(make_plain_case, kinds=("duiwu", "jizhi"))


def make_issue(number: int, **fields: Any) -> Issue:
    article = Article(
        anchor="a1",
        number=number,
        title="板凳上的会",
        place="320381",
        unit="320381",
        figures=(Figure(label="板凳", value=20, unit="条", quote="二十条板凳", where="body/1"),),
        submission=Submission(leader=f"{CANARY}负责人", phone=f"{CANARY}电话"),
        body=(Paragraph(text="摆出二十条板凳。"),),
    )
    clipping = Clipping(
        anchor="a2",
        number=9,
        title="报上说",
        paper="某日报",
        figures=(Figure(label="站", value=3, unit="个", quote="无"),),
    )
    plain = {
        "publication": "jianbao",
        "year": 2024,
        "date": DAY,
        "sections": (Section(name="交流", items=("a1", "a2")),),
        "signed_by": (f"{CANARY}签发人",),
        "recipients": (Recipient(name=f"{CANARY}收件", copies=1),),
        "cleared_on": DAY,
        "items": (article, clipping),
    }
    return Issue(number=number, **(plain | fields))


RICH = make_case(
    1,
    title="=甲&乙<b>，“丙”",
    year_end=2025,
    summary="办了三百件^[截至年底。]事，<i>都</i>办完。",
    results="注册志愿者近6.65万名。\n\n占三成多。",
    people_served=("老人", "儿童"),
    lead_department="-新沂市民政局",
    contact=Contact(office="文明科", phone="0516-00000001", public=True),
    source=Source(publication="jianbao", year=2024, number=4, item="a1"),
    figures=(
        Figure(
            label="注册志愿者",
            value=66500,
            unit="名",
            qualifier="近",
            indicator="zhiyuanzhe",
            quote="注册志愿者近6.65万名",
            as_of="去年底",
            date=date(2024, 12, 31),
        ),
        Figure(label="增减", value=-3.5, unit="%", quote="没有这句", period=(date(2024, 1, 1), date(2024, 6, 30))),
    ),
    cleared_on=date(2025, 4, 2),
    redacted_on=date(2025, 4, 9),
)
RECORDS = [
    *REFERENCE,
    RICH,
    make_case(2, title=f"{CANARY}未公开", cleared_on=None),
    make_case(3, title=f"{CANARY}撤回的", withdrawn_on=date(2025, 5, 6), withdrawn_reason="数据有误"),
    make_case(
        1002,
        contact=Contact(office=f"{CANARY}科室", phone="1"),
        figures=(Figure(label="站", value=2, unit="个", quote="摘要"),),
    ),
    make_issue(4),
    make_issue(5, cleared_on=None, editor_note=f"{CANARY}未公开的期"),
    make_issue(6, withdrawn_on=date(2025, 5, 6), withdrawn_reason="误发", editor_note=f"{CANARY}撤回的期"),
    make_issue(1, year=2025, cleared_on=date(2025, 3, 9)),
]


def write_export(path: Path, records: list[Any]) -> Path:
    writer = Writer.for_records(path, records)
    for record in records:
        writer.add(record)
    return path


def build(export: Path, work: Path) -> SiteSummary:
    return build_site(Export(export, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")


def built(work: Path, records: list[Any]) -> Path:
    build(write_export(work / "export", records), work)
    return work / "out"


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("export"), RECORDS)


@pytest.fixture(scope="module")
def site(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    build(export, work)
    return work / "out"


@pytest.fixture
def at_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Return a function that has sites built for another address."""

    def set_address(address: str) -> None:
        text = (
            SETTINGS.read_text("utf-8")
            .replace(ADDRESS, address)
            .replace(": site/overrides", f": {SOURCES / 'overrides'}")
        )
        settings = tmp_path / "mkdocs.yml"
        settings.write_text(text, "utf-8")
        monkeypatch.setattr(building, "SETTINGS", settings)
        monkeypatch.setattr(render, "SETTINGS", settings)

    return set_address


def data(site: Path, name: str) -> Any:
    return msgspec.json.decode((site / name).read_bytes())


def rows(site: Path, name: str) -> list[dict[str, str]]:
    with (site / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


# Records -----------------------------------------------------------------------------


def test_each_public_record_is_published_as_the_export_has_it(export: Path, site: Path) -> None:
    seen = Export(export, private=False)
    for kind, name, folder in ((Case, "case", "cases"), (Issue, "issue", "bulletins")):
        records = [record for record in seen.public(kind) if not isinstance(record, Notice)]  # type: ignore[type-var]
        assert len(records) == 2
        for record in records:
            found = data(site, f"{folder}/{record.key}.json")
            assert (found["format"], found["version"], found["address"]) == (
                "press-export",
                1,
                f"{folder}/{record.key}.html",
            )
            assert msgspec.convert(found[name], kind) == record


def test_each_kind_of_reference_record_is_one_file_that_fits_its_schema(export: Path, site: Path) -> None:
    kinds = {
        "places": Place,
        "units": Unit,
        "fields": Field,
        "kinds": PracticeKind,
        "indicators": Indicator,
        "synonyms": Synonym,
    }
    for name, kind in {**kinds, "publications": Publication}.items():
        found = msgspec.convert(data(site, f"data/{name}.json")["records"], list[kind])  # type: ignore[valid-type]
        assert found == list(Export(export, private=False).all(kind))
        assert data(site, f"data/schema/{kind.__name__}.json")["$ref"].endswith(f"/{kind.__name__}")
    assert data(site, "data/collections.json")["records"] == [
        {"slug": "xuan", "title": "选编", "date": "2025-03-01", "cases": [1]}
    ]


def test_of_what_was_withdrawn_only_number_day_and_reason_stay(site: Path) -> None:
    why = {"withdrawn_on": "2025-05-06", "withdrawn_reason": "数据有误"}
    assert data(site, "cases/000/000003.json")["case"] == {"number": 3, **why}
    issue = {"publication": "jianbao", "year": 2024, "number": 6, **why, "withdrawn_reason": "误发"}
    assert data(site, "bulletins/jianbao/2024/6.json")["issue"] == issue


def test_what_a_careless_export_left_in_its_public_half_is_still_not_published(tmp_path: Path) -> None:
    export = write_export(tmp_path / "export", [*REFERENCE, RICH, make_issue(4), make_issue(5, cleared_on=None)])
    heads = {
        "cases/000/000001.md": f"contact:\n  office: {CANARY}\ncleared_by: {CANARY}\n",
        "issues/jianbao/2024/4/a1.md": f"submission:\n  leader: {CANARY}\n",
    }
    for name, head in heads.items():
        path = export / "public" / name
        text = re.sub(
            r"contact:\n(  .*\n)+|number: 4\n(?=item)", lambda m: "" if m[1] else "number: 5\n", path.read_text("utf-8")
        )
        path.write_text(re.sub(r"(?m)^  number: 4$", "  number: 5", text).replace("---\n", f"---\n{head}", 1), "utf-8")
    issue = export / "public/issues/jianbao/2024/4/issue.yaml"
    issue.write_text(
        issue.read_text("utf-8") + f"signed_by:\n- {CANARY}\nrecipients:\n- name: {CANARY}\n  copies: 1\n", "utf-8"
    )
    build(export, tmp_path)
    assert [p.name for p in (tmp_path / "out").rglob("*.*") if CANARY.encode() in p.read_bytes()] == []
    case = data(tmp_path / "out", "cases/000/000001.json")["case"]
    assert "source" not in case and "contact" not in case and case["title"] == RICH.title


# Tables -----------------------------------------------------------------------------


def test_the_table_of_cases_opens_in_a_spreadsheet_and_runs_nothing(site: Path) -> None:
    raw = (site / "data/cases.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf") and raw.count(b"\r\n") == raw.count(b"\n") == 3
    first, second = rows(site, "data/cases.csv")
    assert first == {
        "编号": "000001",
        "标题": "'=甲&乙<b>，“丙”",
        "地区代码": "320381",
        "地区": "新沂市",
        "报送单位代码": "320381",
        "报送单位": "新沂市",
        "起始年度": "2024",
        "截止年度": "2025",
        "服务领域代码": "0301",
        "服务领域": "助老",
        "做法类型代码": "duiwu；jizhi",
        "做法类型": "队伍；机制",
        "服务对象": "老人；儿童",
        "牵头单位": "'-新沂市民政局",
        "来源简报": "《文明简报》2024年第4期",
        "数据项数": "2",
        "公开日期": "2025-04-02",
        "摘要": "办了三百件事，<i>都</i>办完。",
        "网址": f"{ADDRESS}cases/000/000001.html",
    }
    assert (second["编号"], second["来源简报"]) == ("001002", "")


def test_a_figure_is_a_number_with_its_unit_time_and_sentence(site: Path) -> None:
    first, second, *_ = rows(site, "data/figures.csv")
    assert (first["数值"], first["单位"], first["限定词"], first["指标代码"], first["指标"]) == (
        "66500",
        "名",
        "近",
        "zhiyuanzhe",
        "注册志愿者",
    )
    assert (first["时间"], first["日期"], first["原句"]) == ("去年底", "2024-12-31", "注册志愿者近6.65万名")
    assert (second["数值"], second["指标"], second["起"], second["止"]) == ("-3.5", "", "2024-01-01", "2024-06-30")


def test_each_figure_of_cases_and_issues_leads_to_its_sentence_or_else_to_its_row(site: Path) -> None:
    found = [
        (row["类别"], row["编号"], row["出处"], row["年度"], row["网址"].removeprefix(ADDRESS))
        for row in rows(site, "data/figures.csv")
    ]
    in_2024, in_2025 = (("《文明简报》2024年第4期", "2024"), ("《文明简报》2025年第1期", "2025"))
    assert found == [
        ("案例", "000001", "第000001号案例", "2025", "cases/000/000001.html#s1"),
        ("案例", "000001", "第000001号案例", "2025", "cases/000/000001.html#f2"),
        ("案例", "001002", "第001002号案例", "2024", "cases/001/001002.html#s1"),
        ("简报文章", "jianbao/2024/4#a1", *in_2024, "bulletins/jianbao/2024/4.html#a1s1"),
        ("剪报", "jianbao/2024/4#a2", *in_2024, "bulletins/jianbao/2024/4.html#a2f1"),
        ("简报文章", "jianbao/2025/1#a1", *in_2025, "bulletins/jianbao/2025/1.html#a1s1"),
        ("剪报", "jianbao/2025/1#a2", *in_2025, "bulletins/jianbao/2025/1.html#a2f1"),
    ]
    for *_, address in found:
        page, anchor = address.split("#")
        assert f'id="{anchor}"' in (site / page).read_text("utf-8"), address


def test_the_ranges_of_a_table_add_up_to_the_whole(site: Path) -> None:
    for name, parts in (("cases", ["000", "001"]), ("figures", ["000", "001", "bulletins-2024", "bulletins-2025"])):
        files = [f"data/{name}-{part}.csv" for part in parts]
        assert sorted(p.relative_to(site).as_posix() for p in (site / "data").glob(f"{name}-*.csv")) == files
        assert [row for file in files for row in rows(site, file)] == rows(site, f"data/{name}.csv")


def test_a_changed_case_alters_its_own_range_alone(site: Path, tmp_path: Path) -> None:
    changed = [make_case(1002, summary="改过。") if isinstance(r, Case) and r.number == 1002 else r for r in RECORDS]
    other = built(tmp_path, changed)
    files = {
        p.relative_to(site).as_posix()
        for p in site.rglob("*")
        if p.suffix in (".csv", ".json", ".xml") or p.name == "data.html"
    }
    files = {name for name in files if name.startswith(("data", "cases/0", "bulletins/jianbao/2", "feed", "site"))}
    altered = sorted(
        name
        for name in files
        if not (other / name).exists() or (site / name).read_bytes() != (other / name).read_bytes()
    )
    assert altered == [
        "cases/001/001002.json",
        "data.html",
        "data/cases-001.csv",
        "data/cases.csv",
        "data/figures-001.csv",
        "data/figures.csv",
        "feed.xml",
    ]


def test_the_tables_can_be_verified(site: Path) -> None:
    lines = (site / "data/sha256.txt").read_text("utf-8").splitlines()
    found = dict(reversed(line.split("  ")) for line in lines)
    assert found == {p.name: hashlib.sha256(p.read_bytes()).hexdigest() for p in (site / "data").glob("*.csv")}


def test_the_page_names_every_file_and_column_and_counts_the_rows(site: Path) -> None:
    html = (site / "data.html").read_text("utf-8")
    for path in (site / "data").rglob("*.*"):
        assert f'href="./{path.relative_to(site).as_posix()}"' in html, path.name
    for column in (*rows(site, "data/cases.csv")[0], *rows(site, "data/figures.csv")[0]):
        assert f'<th scope="row">{column}</th>' in html
    assert (
        '<th scope="row">限定词</th><td><code>qualifier</code></td>' in html
        and '<th scope="row">序号</th><td></td>' in html
    )
    said = re.findall(r"/(\S+?\.csv)\" download>.*?</td><td>(.*?)</td><td class=\"n\">(\d+)</td>", html)
    assert [(name, int(count)) for name, _, count in said] == [(name, len(rows(site, name))) for name, _, _ in said]
    assert [span for _, span, _ in said] == [
        *("全部", "第000000—000999号案例", "第001000—001999号案例"),
        *("全部", "第000000—000999号案例", "第001000—001999号案例", "2024年简报", "2025年简报"),
    ]


def test_an_empty_library_has_tables_of_heads_and_a_feed_of_nothing(tmp_path: Path) -> None:
    site = built(tmp_path, REFERENCE)
    assert rows(site, "data/cases.csv") == rows(site, "data/figures.csv") == []
    assert (site / "data/cases.csv").read_text("utf-8").startswith("\ufeff编号,标题")
    assert ElementTree.parse(site / "feed.xml").findall("channel/item") == []
    assert list(broken_links(site)) == []


# Feed and sitemap -----------------------------------------------------------------------------


def test_the_feed_tells_what_was_cleared_last_and_forgets_what_was_withdrawn(site: Path) -> None:
    channel = ElementTree.parse(site / "feed.xml").getroot().find("channel")
    assert channel is not None
    assert (channel.findtext("language"), channel.findtext("title")) == ("zh-CN", "文明实践案例库")
    own = channel.find(f"{ATOM}link")
    assert own is not None and own.attrib == {
        "href": f"{ADDRESS}feed.xml",
        "rel": "self",
        "type": "application/rss+xml",
    }
    items = [
        [item.findtext(name) for name in ("title", "link", "guid", "pubDate", "description")]
        for item in channel.findall("item")
    ]
    assert [link for _, link, *_ in items] == [
        f"{ADDRESS}{page}.html"
        for page in ("cases/000/000001", "bulletins/jianbao/2025/1", "cases/001/001002", "bulletins/jianbao/2024/4")
    ]
    assert all(link == guid for _, link, guid, *_ in items)
    assert items[0][0] == "新沂市：=甲&乙<b>，“丙”"
    assert (
        items[0][3] == "Wed, 02 Apr 2025 08:00:00 +0800"
        and parsedate_to_datetime(str(items[0][3])).date() == RICH.cleared_on
    )
    # A description is HTML: what looks like an element must not become one.
    assert items[0][4] == "办了三百件事，&lt;i&gt;都&lt;/i&gt;办完。"
    assert items[1][0] == "《文明简报》2025年第1期" and items[1][4] == "新沂市：板凳上的会；报上说"


def test_the_feed_is_short_at_any_size_and_a_character_that_xml_forbids_breaks_nothing(tmp_path: Path) -> None:
    records = [*REFERENCE, *(make_case(n, summary=f"摘\x0b要{n}。") for n in range(1, 41))]
    items = ElementTree.parse(built(tmp_path, records) / "feed.xml").findall("channel/item")
    assert [str(item.findtext("link"))[-11:-5] for item in items] == [f"{n:06d}" for n in range(40, 10, -1)]
    assert items[0].findtext("description") == "摘要40。"


def test_every_page_announces_the_feed(site: Path) -> None:
    for page in site.rglob("*.html"):
        (link,) = re.findall(
            r'<link rel="alternate" type="application/rss\+xml" title="[^"]+" href="([^"]+)">', page.read_text("utf-8")
        )
        assert (site / link.lstrip("/")).is_file() if page.name == "404.html" else (page.parent / link).is_file()


def test_each_page_stands_once_in_the_sitemap_but_for_those_of_what_was_withdrawn(site: Path) -> None:
    index = [str(loc.text) for loc in ElementTree.parse(site / "sitemap.xml").iter(f"{SITEMAP}loc")]
    assert index == [
        f"{ADDRESS}sitemaps/{name}.xml" for name in ("bulletins-jianbao", "cases-000", "cases-001", "pages")
    ]
    found = {url.removeprefix(ADDRESS): ElementTree.parse(site / url.removeprefix(ADDRESS)) for url in index}
    pages = [str(loc.text).removeprefix(ADDRESS) for tree in found.values() for loc in tree.iter(f"{SITEMAP}loc")]
    told = {"404.html", "cases/000/000003.html", "bulletins/jianbao/2024/6.html"}
    assert sorted(pages) == sorted({p.relative_to(site).as_posix() for p in site.rglob("*.html")} - told)
    assert [[mod.text for mod in tree.iter(f"{SITEMAP}lastmod")] for tree in found.values()] == [
        ["2025-03-01", "2025-03-09"],
        ["2025-04-09"],  # the day of the last redaction
        ["2025-03-01"],
        [],
    ]


def test_without_an_address_there_is_no_feed_and_no_sitemap_and_the_build_says_what_to_set(
    export: Path, tmp_path: Path, at_address: Callable[[str], None]
) -> None:
    at_address("")
    remarks = build(export, tmp_path).remarks
    site = tmp_path / "out"
    assert [remark for remark in remarks if "site_url" in remark]
    assert list(site.rglob("*.xml")) == []
    assert "application/rss+xml" not in (site / "index.html").read_text("utf-8")
    assert "没有设置网址" in (site / "data.html").read_text("utf-8")
    assert rows(site, "data/cases.csv")[0]["网址"] == "cases/000/000001.html"
    assert list(broken_links(site)) == []


def test_a_site_below_a_folder_of_a_server_is_addressed_there(
    export: Path, tmp_path: Path, at_address: Callable[[str], None]
) -> None:
    at_address("http://intranet.example/kb")
    build(export, tmp_path)
    site = tmp_path / "out"
    assert list(broken_links(site)) == []
    assert "http://intranet.example/kb/cases/000/000001.html" in (site / "feed.xml").read_text("utf-8")
    links = re.findall(r'(?:href|src|action)="([^"#]+)', (site / "404.html").read_text("utf-8"))
    assert [link for link in links if not link.startswith("/kb/")] == []
    lost = site / "404.html"
    lost.write_text(lost.read_text("utf-8").replace("/kb/cases/index.html", "/cases/index.html"), "utf-8")
    assert {str(problem) for problem in broken_links(site)} == {"404.html：指向站外：/cases/index.html"}


# What must hold -----------------------------------------------------------------------------


def test_the_gate_follows_feed_and_sitemap_and_knows_the_sites_own_address(site: Path, tmp_path: Path) -> None:
    for page in site.rglob("*.*"):
        target = tmp_path / page.relative_to(site)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(page.read_bytes())
    assert list(broken_links(tmp_path)) == []
    page = tmp_path / "index.html"
    page.write_text(
        f'{page.read_text("utf-8")}<a href="{ADDRESS}data.html#cases"></a><a href="{ADDRESS}none.html"></a>', "utf-8"
    )
    (tmp_path / "cases/001/001002.html").unlink()
    feed = tmp_path / "feed.xml"
    feed.write_text(
        feed.read_text("utf-8").replace(
            f"{ADDRESS}bulletins/jianbao/2025/1.html</link>", "http://other.example/</link>"
        ),
        "utf-8",
    )
    found = {
        str(problem)
        for problem in broken_links(tmp_path)
        if problem.file in ("index.html", "feed.xml", "sitemaps/cases-001.xml")
    }
    gone = f"链接没有目标：{ADDRESS}cases/001/001002.html"
    assert found >= {
        f"index.html：链接没有目标：{ADDRESS}none.html",
        f"feed.xml：{gone}",
        f"sitemaps/cases-001.xml：{gone}",
    }
    assert "feed.xml：指向站外：http://other.example/" in found
    assert not [problem for problem in found if "data.html" in problem]


def test_nothing_private_stands_in_any_file_and_the_gate_would_find_it(
    export: Path, site: Path, tmp_path: Path
) -> None:
    private = "".join(p.read_text("utf-8") for p in (export / "private").rglob("*.*"))
    for word in ("公开人", "科室", "负责人", "电话", "签发人", "收件", "未公开", "撤回的"):
        assert f"{CANARY}{word}" in private
    assert [p.name for p in site.rglob("*.*") if CANARY.encode() in p.read_bytes()] == []
    assert list(leaks(site, Export(export))) == []
    names = [
        "cases/001/001002.json",
        "data/cases.csv",
        "data/units.json",
        "feed.xml",
        "sitemaps/pages.xml",
        "data/sha256.txt",
    ]
    kept = {name: (site / name).read_text("utf-8") for name in names}
    try:
        for name, text in kept.items():
            (site / name).write_text(f"{text}{CANARY}负责人", "utf-8")
        assert sorted(problem.file for problem in leaks(site, Export(export))) == sorted(names)
    finally:
        for name, text in kept.items():
            (site / name).write_text(text, "utf-8", newline="")
