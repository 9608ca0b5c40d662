"""The site that comes out of an export: addresses, borders, sameness."""

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from press.home import SOURCES
from press.search import Index
from press.web import SiteSummary, build_site
from records import (
    Article,
    Case,
    Collection,
    Contact,
    Export,
    Field,
    Figure,
    Issue,
    Level,
    Mechanism,
    Paragraph,
    Picture,
    Place,
    Point,
    PracticeKind,
    PressError,
    PrintedLine,
    Publication,
    Recipient,
    RecordError,
    Report,
    Section,
    Source,
    Step,
    Submission,
    Threshold,
    ThresholdRow,
    Unit,
    Version,
    Writer,
)

CANARY = "金丝雀"
DAY = date(2025, 3, 1)
REFERENCE = [
    Place(code="320000", name="江苏省", level="province"),
    Place(code="320300", name="徐州市", level="city", parent="320000"),
    Place(code="320381", name="新沂市", level="county", parent="320300"),
    Place(code="320382", name="邳州市", level="county", parent="320300"),
    Unit(code="320381", name="新沂市", kind="county", place="320381"),
    Unit(code="sys-shenji", name="省审计系统", kind="system", place="320000", aliases=("审计",)),
    Field(code="03", name="扶弱助残"),
    Field(code="0301", name="助老", parent="03"),
    PracticeKind(slug="jizhi", name="机制"),
    Publication(slug="jianbao", name="文明简报", issuer="省文明办"),
    Collection(slug="xuan", title="选编", date=DAY, preface="前言", cases=(1, 2, 3)),
]


def make_case(number: int, **fields: object) -> Case:
    plain = {
        "title": f"第{number}个案例",
        "place": "320381",
        "unit": "320381",
        "year": 2024,
        "fields": ("0301",),
        "kinds": ("jizhi",),
        "summary": f"摘要{number}。",
        "cleared_on": DAY,
        "cleared_by": f"{CANARY}公开人",
        "body": (Paragraph(text="正文。"),),
    }
    return Case(number=number, **(plain | fields))  # type: ignore[arg-type]


def make_issue(number: int, **fields: object) -> Issue:
    article = Article(
        anchor="a1",
        number=number,
        title="<板凳>上的“会”",
        place="320381",
        unit="320381",
        figures=(Figure(label="板凳", value=20, unit="条", quote="二十条板凳"),),
        submission=Submission(leader=f"{CANARY}负责人", phone=f"{CANARY}电话"),
        body=(Paragraph(text="摆出二十条板凳。"), Picture(media="yizi.png", alt="椅子", caption="折椅")),
    )
    report = Report(
        anchor="a2",
        number=2,
        title="用稿统计",
        note="（共3篇）",
        total=3,
        printed=True,
        columns=("地区", "市", "县"),
        rows=(("徐州市", "1", "2"),),
    )
    plain = {
        "publication": "jianbao",
        "year": 2024,
        "date": DAY,
        "editor_note": "编者的话。",
        "sections": (Section(name="交流", items=("a1", "a2")),),
        "lines": (PrintedLine(kind="报", lines=("省领导", "省文明委")),),
        "versions": (Version(version=1, state="signed", date=DAY),),
        "signed_by": (f"{CANARY}签发人",),
        "recipients": (Recipient(name=f"{CANARY}收件", copies=1),),
        "cleared_on": DAY,
        "items": (article, report),
    }
    return Issue(number=number, **(plain | fields))  # type: ignore[arg-type]


RICH = make_case(
    1,
    title="<b>甲&乙</b>“丙”",
    contact=Contact(office="文明科", phone="0516-00000001", public=True),
    source=Source(publication="jianbao", year=2024, number=4, item="a1"),
    mechanism=Mechanism(
        steps=(Step(name="点单", who="居民"), Step(name="派单")),
        thresholds=(Threshold(measure="时长", unit="小时", rows=(ThresholdRow(at=100, gives="一星"),)),),
        levels=(Level(name="总队"), Level(name="支队", note="镇")),
    ),
    workings="按单办事。",
    results="办了三百件。",
    figures=(
        Figure(label="办件", value=300, unit="件", quote="办了三百件"),
        Figure(label="丢失", value=1, unit="件", quote="没有这句"),
    ),
    body=(Point(lead_in="先问。", text=("再办。",)), Point(lead_in="后评。", text=("算数。",))),
)
RECORDS = [
    *REFERENCE,
    RICH,
    make_case(2, title=f"{CANARY}未公开", cleared_on=None),
    make_case(3, withdrawn_on=date(2025, 5, 6), withdrawn_reason="数据有误", summary=f"{CANARY}已撤回"),
    make_case(1002, contact=Contact(office=f"{CANARY}科室", phone="1")),
    make_issue(4),
    make_issue(5, cleared_on=None, editor_note=f"{CANARY}未公开的期"),
    make_issue(6, withdrawn_on=date(2025, 5, 6), withdrawn_reason="误发", editor_note=f"{CANARY}已撤回的期"),
]


def write_export(path: Path, records: list) -> Path:  # type: ignore[type-arg]
    writer = Writer.for_records(path, records)
    for record in records:
        writer.add(record)
    writer.add_file("media/yizi.png", b"\x89PNG picture", public=True)
    writer.add_file("media/other.png", b"\x89PNG unused", public=True)
    writer.add_file("media/secret.png", CANARY.encode(), public=False)
    return path


def build(export: Path, work: Path) -> SiteSummary:
    work.mkdir(parents=True, exist_ok=True)
    pdfs = {}
    for number, content in ((4, b"%PDF cleared"), (5, CANARY.encode()), (6, CANARY.encode())):
        pdfs[f"jianbao/2024/{number}"] = work / f"{number}.pdf"
        pdfs[f"jianbao/2024/{number}"].write_bytes(content)
    pages = {"jianbao/2024/4": {"a1": 1, "a2": 3}}
    return build_site(
        Export(export, private=False), work / "out", pdfs=pdfs, first_pages=pages, scratch=work / "scratch"
    )


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_export(tmp_path_factory.mktemp("export"), RECORDS)


@pytest.fixture(scope="module")
def work(export: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("work")
    build(export, work)
    return work


@pytest.fixture(scope="module")
def site(work: Path) -> Path:
    return work / "out"


def page(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


NOT_READ = ("script", "style", "code")


class Page(HTMLParser):
    """Collects addresses, anchors and visible words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()
        self.words: list[str] = []
        self.hidden = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.links += [value for name in ("href", "src", "action") if (value := found.get(name))]
        self.anchors |= {value for value in (found.get("id"),) if value}
        self.words += [value for name in ("alt", "title", "aria-label", "placeholder") if (value := found.get(name))]
        self.hidden += tag in NOT_READ

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in NOT_READ

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def html_pages(site: Path) -> Iterator[tuple[str, Page]]:
    for path in sorted(site.rglob("*.html")):
        yield path.relative_to(site).as_posix(), Page(path.read_text("utf-8"))


def test_addresses_are_flat_and_made_of_permanent_numbers(site: Path) -> None:
    wanted = """cases/000/000001.html cases/000/000003.html cases/001/001002.html
    bulletins/jianbao/2024/4.html bulletins/jianbao/2024/4.pdf
    bulletins/jianbao/2024/6.html bulletins/jianbao/index.html places/320381.html
    fields/03.html fields/0301.html kinds/jizhi.html
    years/2024.html units/sys-shenji.html collections/xuan.html index.html search.html help.html about.html 404.html"""
    assert [name for name in wanted.split() if not (site / name).is_file()] == []


def test_nothing_private_reaches_the_site_or_what_it_is_made_in(work: Path, site: Path) -> None:
    holding = [
        name
        for folder in (site, work / "scratch")
        for name, content in files(folder).items()
        if CANARY.encode() in content
    ]
    assert holding == []
    assert not (site / "cases/000/000002.html").exists()
    assert not (site / "bulletins/jianbao/2024/5.html").exists()
    assert sorted(path.name for path in site.rglob("*.pdf")) == ["4.pdf"]


def test_a_careless_public_half_still_shows_nothing_that_is_not_cleared(tmp_path: Path) -> None:
    export = write_export(tmp_path / "export", [*REFERENCE, make_case(1), make_case(7)])
    first, second = (export / f"public/cases/000/{n:06d}.md" for n in (1, 7))
    first.write_text(first.read_text("utf-8").replace("cleared_on: 2025-03-01\n", ""), "utf-8")
    second.write_text(second.read_text("utf-8").replace("---\n", f"---\ncontact:\n  office: {CANARY}\n", 1), "utf-8")
    build(export, tmp_path / "work")
    assert not (tmp_path / "work/out/cases/000/000001.html").exists()
    assert CANARY not in page(tmp_path / "work/out", "cases/000/000007.html")


def test_only_pictures_in_use_are_published(site: Path) -> None:
    assert [path.name for path in (site / "media").iterdir()] == ["yizi.png"]


def test_the_same_export_gives_the_same_bytes(
    export: Path, site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    build(export, tmp_path)
    assert files(tmp_path / "out") == files(site)


def test_every_link_and_anchor_inside_the_site_leads_somewhere(site: Path) -> None:
    pages = dict(html_pages(site))
    dead = []
    for name, found in pages.items():
        for link in found.links:
            # The page for unknown addresses is shown anywhere, so its links begin at the root.
            address, anchor = urldefrag(urljoin(f"/{name}", link))
            target = unquote(urlsplit(address).path).lstrip("/")
            if not (site / target).is_file() or (anchor and target in pages and anchor not in pages[target].anchors):
                dead.append((name, link))
    assert dead == []


def test_links_are_relative_and_nothing_is_asked_from_outside(site: Path) -> None:
    outside = [
        (name, link)
        for name, found in html_pages(site)
        for link in found.links
        if urlsplit(link).scheme or link.startswith("//")
    ]
    assert outside == []
    absolute = [
        (name, link)
        for name, found in html_pages(site)
        if name != "404.html"
        for link in found.links
        if link.startswith("/")
    ]
    assert absolute == []
    assert [
        n for n, c in files(site).items() if n.endswith((".css", ".js")) and re.search(rb"https?://|@import|url\(", c)
    ] == []


def test_no_case_stands_in_the_menu(site: Path) -> None:
    for name, _ in html_pages(site):
        menu = re.search(r'<nav class="menu".*?</nav>', page(site, name), re.DOTALL)
        assert menu and not re.search(r"\d{6}\.html", menu[0]), name


def test_pages_have_no_inline_code_and_name_their_language(site: Path) -> None:
    for name, _ in html_pages(site):
        html = page(site, name)
        assert '<html lang="zh-Hans"' in html, name
        assert not re.search(r'<script(?![^>]* src=|[^>]* type="application/ld\+json")|<style|\son\w+=|style=', html), (
            name
        )


# Names of formats, and what an address or a reference after GB/T 7714 (EB/OL) is made of.
KEPT = {
    "PDF",
    "CSV",
    "JSON",
    "Schema",
    "RSS",
    "UTF",
    "SHA",
    "KB",
    "Esc",
    "html",
    "json",
    "http",
    "cases",
    "GB",
    "EB",
    "OL",
}
FILE = re.compile(r"[\w./-]+\.(?:csv|json|txt|xml)")


def test_every_word_that_is_seen_is_chinese(site: Path) -> None:
    english = {
        (name, word)
        for name, found in html_pages(site)
        for word in re.findall(r"[A-Za-z]{2,}", FILE.sub("", " ".join(found.words)))
    }
    assert {(name, word) for name, word in english if word not in KEPT} == set()


def test_markup_in_a_title_is_shown_and_not_obeyed(site: Path) -> None:
    for name in ("cases/000/000001.html", "cases/index.html", "index.html", "places/320381.html"):
        html = page(site, name)
        assert "&lt;b&gt;甲&amp;乙&lt;/b&gt;" in html, name
        assert "<b>甲" not in html, name
    assert "&lt;板凳&gt;上的“会”" in page(site, "bulletins/jianbao/2024/4.html").replace("&#60;", "&lt;").replace(
        "&#62;", "&gt;"
    )


def test_a_withdrawn_case_or_issue_says_by_its_number_what_when_and_why_and_leads_on(site: Path) -> None:
    case, issue = page(site, "cases/000/000003.html"), page(site, "bulletins/jianbao/2024/6.html")
    assert all(words in case for words in ("<h1>第000003号案例已撤回</h1>", "2025年5月6日", "数据有误"))
    assert all(words in issue for words in ("<h1>《文明简报》2024年第6期已撤回</h1>", "2025年5月6日", "误发"))
    assert "第3个案例" not in case and "板凳" not in issue
    main = [found.split("</article>")[0].split('id="content"')[1] for found in (case, issue)]
    assert re.findall(r'href="([^"]+)"', main[0])[:2] == ["../../cases/index.html", "../../places/index.html"]
    assert re.findall(r'href="([^"]+)"', main[1])[:2] == [
        "../../../bulletins/jianbao/index.html",
        "../../../bulletins/index.html",
    ]
    assert "000003" not in page(site, "cases/index.html") + page(site, "collections/xuan.html") + page(
        site, "index.html"
    )


def test_a_figure_opens_its_sentence_and_the_sentence_leads_back(site: Path) -> None:
    html = page(site, "cases/000/000001.html")
    assert 'href="#s1"' in html and '<span class="said" id="s1">办了三百件</span>' in html
    assert 'href="#f1"' in html and 'id="f1"' in html


def test_a_figure_without_its_sentence_is_shown_without_a_link_and_reported(
    export: Path, site: Path, tmp_path: Path
) -> None:
    assert 'href="#s2"' not in page(site, "cases/000/000001.html")
    assert build(export, tmp_path).remarks == ("案例 000001：文中找不到数据“丢失”的原句",)


def test_a_case_leads_to_its_issue_and_to_the_page_of_the_pdf(site: Path) -> None:
    html = page(site, "cases/000/000001.html")
    assert "bulletins/jianbao/2024/4.html#a1" in html
    assert "bulletins/jianbao/2024/4.pdf#page=1" in html
    assert "载《文明简报》2024年第4期" in html


def test_a_contact_is_shown_only_where_it_may_be(site: Path) -> None:
    assert "文明科 0516-00000001" in page(site, "cases/000/000001.html")
    assert "联系科室" not in page(site, "cases/001/001002.html")


def test_the_mechanism_is_drawn_as_steps_scale_and_levels(site: Path) -> None:
    html = page(site, "cases/000/000001.html")
    assert all(words in html for words in ("<b>点单</b>", "满100小时", "一星", "<b>支队</b>"))


def test_the_rail_leads_to_each_part_by_a_name_that_stays(site: Path) -> None:
    rail = re.search(r'<nav class="rail".*?</nav>', page(site, "cases/000/000001.html"), re.DOTALL)
    assert rail
    assert re.findall(r'href="#(\w+)"', rail[0]) == ["points", "figures", "workings", "results", "body", "source"]


def test_an_issue_page_has_contents_with_pdf_pages_note_table_and_imprint(site: Path) -> None:
    html = page(site, "bulletins/jianbao/2024/4.html")
    assert all(
        words in html
        for words in ("【交流】", '"4.pdf#page=3"', "编者的话。", "历史统计", "各格相加为3，与所印合计相符", "省文明委")
    )
    assert "本文已收入案例库" in html


def test_a_city_counts_the_cases_of_its_counties_and_an_empty_place_says_so(site: Path) -> None:
    assert "001002" in page(site, "places/320300.html")
    assert "邳州市还没有公开的案例。" in page(site, "places/320382.html")


def test_a_publication_that_has_shown_nothing_is_not_named(tmp_path: Path) -> None:
    inner = Publication(slug="neibu", name=f"{CANARY}内部通讯", issuer="省文明办")
    quiet = Publication(slug="chehui", name="撤回过的通讯", issuer="省文明办")
    records = [*REFERENCE, inner, quiet, make_issue(4), make_issue(5, publication="neibu", cleared_on=None)]
    records.append(make_issue(1, publication="chehui", withdrawn_on=DAY, withdrawn_reason="误发"))
    build(write_export(tmp_path / "export", records), tmp_path / "work")
    site = tmp_path / "work/out"
    assert [
        name
        for name, content in files(site).items()
        if CANARY.encode() in content or name.startswith("bulletins/neibu")
    ] == []
    assert "《撤回过的通讯》2024年第1期已撤回" in page(site, "bulletins/chehui/2024/1.html")


def test_a_notice_whose_publication_is_missing_is_named(tmp_path: Path) -> None:
    export = write_export(tmp_path / "export", [*REFERENCE, make_issue(6, withdrawn_on=DAY, withdrawn_reason="误发")])
    (export / "public/publications/jianbao.yaml").unlink()
    with pytest.raises(RecordError, match="刊物代码“jianbao”不存在"):
        build(export, tmp_path / "work")


def test_notes_are_numbered_and_lead_there_and_back(tmp_path: Path) -> None:
    noted = make_case(
        1,
        summary="办了三百件^[截至<年底>。]大事。",
        figures=(Figure(label="办件", value=300, unit="件", quote="三百件大事"),),
        body=(
            Point(lead_in="先问^[问询。]。", text=("再办。",)),
            Point(lead_in="后评。", text=("算数^[以[表]为准。]。",)),
        ),
    )
    table = Report(
        anchor="a2",
        number=2,
        title="用稿统计",
        total=3,
        columns=("地", "篇"),
        rows=(("徐州^[2024年单列。]", "3^[另有1篇。]"),),
    )
    article = Article(anchor="a1", number=9, title="题", body=(Paragraph(text="一句^[注一。]话。"),))
    issue = make_issue(4, items=(article, table), editor_note="按^[编者注。]语。")
    build(write_export(tmp_path / "export", [*REFERENCE, noted, issue]), tmp_path / "work")
    site = tmp_path / "work/out"
    html = page(site, "cases/000/000001.html")
    assert re.findall(r'<sup class="note-mark" id="(\w+)"><a href="#(\w+)"', html) == [
        ("r1", "n1"),
        ("r2", "n2"),
        ("r3", "n3"),
    ]
    assert re.findall(
        r'<li id="(n\d)"><span class="n">〔\d〕</span><span>(.*?)<a class="back" href="#(r\d)"', html
    ) == [
        ("n1", "截至&lt;年底&gt;。", "r1"),
        ("n2", "问询。", "r2"),
        ("n3", "以[表]为准。", "r3"),
    ]
    assert re.search(r'id="s1">.*三百件<sup.*大事</span>', html)
    marks = re.findall(r'id="(\w+)"><a href="#\w+" title="看注释">', page(site, "bulletins/jianbao/2024/4.html"))
    assert marks == ["er1", "a1r1", "a2r1", "a2r2"]
    assert "各格相加为3，与所印合计相符" in page(site, "bulletins/jianbao/2024/4.html")
    ours = re.compile(r"assets/\w+\.\w+\.js")  # they say ^[ in patterns
    made = {name: content for name, content in files(site).items() if not ours.fullmatch(name)}
    for_programs = re.compile(r"data\b.*|(?:cases|bulletins)/.*\d\.json")  # records hold a text as it was written
    assert [name for name, content in made.items() if b"^[" in content and not for_programs.fullmatch(name)] == []
    index = Index(site / "assets/search")
    assert [[row.record for row in index.find(words)] for words in ("三百件大事", "截至<年底>。", "^[")] == [
        ["000001"],
        ["000001"],
        [],
    ]


def test_a_report_that_is_kept_as_printed_has_its_words_in_paragraphs_and_no_row_of_ours(tmp_path: Path) -> None:
    rows = (("徐州", "3"), ("合计", "4"))
    table = Report(
        anchor="a1",
        number=2,
        title="用稿",
        note="共采用4篇。\n\n注：另有^[未刊。]。",
        total=4,
        printed=True,
        columns=("地", "篇"),
        rows=rows,
    )
    build(
        write_export(
            tmp_path / "export",
            [*REFERENCE, make_issue(4, items=(table,), sections=(Section(name="", items=("a1",)),))],
        ),
        tmp_path / "work",
    )
    html = page(tmp_path / "work/out", "bulletins/jianbao/2024/4.html")
    assert re.findall(r'<p class="?note"?>(.*?)(?:<sup.*?</sup>。)?</p>', html.partition("历史统计")[2]) == [
        "共采用4篇。",
        "注：另有",
    ]
    assert html.count("合计</t") == 1 and "各格相加为3，所印合计为4，两者不符，照原样保留" in html


def test_an_empty_library_is_a_site_that_says_so(tmp_path: Path) -> None:
    build(write_export(tmp_path / "export", REFERENCE), tmp_path / "work")
    home = page(tmp_path / "work/out", "index.html")
    assert "还没有公开的案例。" in home and "还没有公开的期次。" in home and "试试" not in home


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"fields": ("0999",)}, "服务领域代码“0999”不存在"),
        ({"place": "320999"}, "地区代码“320999”不存在"),
        ({"kinds": ("wu",)}, "做法类型代码“wu”不存在"),
        ({"figures": (Figure(label="队", value=1, unit="支", quote="队", indicator="wu"),)}, "指标代码“wu”不存在"),
    ],
)
def test_a_case_that_points_to_nothing_is_named(tmp_path: Path, change: dict[str, object], words: str) -> None:
    export = write_export(tmp_path / "export", [*REFERENCE, make_case(1, **change)])
    with pytest.raises(RecordError, match=f"cases/000/000001.md：{words}"):
        build(export, tmp_path / "work")


def test_a_missing_picture_is_named(tmp_path: Path) -> None:
    export = write_export(tmp_path / "export", [*REFERENCE, make_case(1, body=(Picture(media="none.png", alt="无"),))])
    with pytest.raises(RecordError, match=r"缺少图片 media/none\.png"):
        build(export, tmp_path / "work")


def test_a_dead_link_of_a_page_by_hand_stops_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SOURCES / "pages", tmp_path / "pages")
    (tmp_path / "pages/extra.md").write_text("[dead](missing.md)\n", "utf-8")
    monkeypatch.setattr("press.web.render.BY_HAND", tmp_path / "pages")
    with pytest.raises(PressError, match=r"missing\.md"):
        build(write_export(tmp_path / "export", REFERENCE), tmp_path / "work")
    assert not (tmp_path / "work/out").exists()


def test_progress_counts_every_case_and_issue_as_its_page_is_written(tmp_path: Path) -> None:
    seen: dict[str, tuple[int, int]] = {}
    export = write_export(tmp_path / "export", RECORDS)
    summary = build_site(
        Export(export, private=False),
        tmp_path / "out",
        pdfs={},
        first_pages={},
        scratch=tmp_path / "scratch",
        progress=lambda step, done, total: seen.update({step: (done, total)}),
    )
    assert seen["案例页"] == (summary.cases, summary.cases)
    assert seen["期次"] == (summary.issues, summary.issues)


def test_every_public_case_and_article_is_found_by_its_words_and_no_other(site: Path) -> None:
    index = Index(site / "assets/search")
    found = {
        words: sorted(row.address for row in index.find(words))
        for words in ("正文", "甲&乙", "文明科", "二十条板凳", "用稿统计", "编者")
    }
    issue = "bulletins/jianbao/2024/4.html"
    assert found == {
        "正文": ["cases/001/001002.html"],
        "甲&乙": ["cases/000/000001.html"],
        "文明科": ["cases/000/000001.html"],
        "二十条板凳": [f"{issue}#a1"],
        "用稿统计": [f"{issue}#a2"],
        "编者": [issue],
    }
    assert [index.find(words) for words in (CANARY, "未公开", "已撤回", "第3个案例", "数据有误")] == [[]] * 5
