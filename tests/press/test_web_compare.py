"""对标: what is put beside what, and what never is."""

import gzip
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import pytest

from press.home import SOURCES
from press.reuse import Reuse
from press.web import build_site, charts
from press.web.compare import Comparisons
from press.web.library import entry_of, read_library
from press.web.markdown import AsMarkdown
from press.web.pages import Stage
from records import (
    Article,
    Case,
    Contact,
    Export,
    Figure,
    Indicator,
    Issue,
    Level,
    Mechanism,
    Paragraph,
    Place,
    PrintedLine,
    Publication,
    Record,
    Section,
    Step,
    Threshold,
    ThresholdRow,
    Unit,
    Version,
    Writer,
)

DAY = date(2025, 3, 1)
REFERENCE = [
    Place(code="320000", name="江苏省", level="province"),
    Place(code="320200", name="无锡市", level="city", parent="320000"),
    Place(code="320282", name="宜兴市", level="county", parent="320200"),
    Place(code="320300", name="徐州市", level="city", parent="320000"),
    Place(code="320381", name="新沂市", level="county", parent="320300"),
    *(Place(code=f"3203{n}", name=f"{n}区", level="county", parent="320300") for n in range(10, 31)),
    Unit(code="wx", name="无锡市", kind="city", place="320200"),
    Publication(slug="jianbao", name="文明简报", issuer="省文明办"),
    Indicator(slug="duiwu", name="志愿服务队伍", unit="支", definition="登记在册的队伍数。"),
    Indicator(slug="lv", name="注册率", unit="%", definition="占常住人口的比例。"),
    Indicator(slug="kong", name="服务时长", unit="小时", definition="核实的小时数。"),
]


def teams(value: float, year: int, unit: str = "支", **more: object) -> Figure:
    plain = {
        "label": "队伍",
        "indicator": "duiwu",
        "quote": f"有队伍{value}{unit}",
        "as_of": f"{year}年底",
        "date": date(year, 12, 31),
    }
    return Figure(value=value, unit=unit, **(plain | more))  # type: ignore[arg-type]


def make_case(number: int, place: str, *figures: Figure, **fields: object) -> Case:
    text = "".join(f"{figure.quote}。" for figure in figures)
    plain = {"title": f"第{number}个案例", "unit": "wx", "year": 2024, "cleared_on": DAY, "results": text}
    return Case(number=number, place=place, figures=figures, **(plain | fields))  # type: ignore[arg-type]


ISSUE = Issue(
    publication="jianbao",
    year=2024,
    number=1,
    date=DAY,
    sections=(Section(name="交流", items=("a1",)),),
    lines=(PrintedLine(kind="报", lines=("省领导",)),),
    versions=(Version(version=1, state="signed", date=DAY),),
    cleared_on=DAY,
    items=(
        Article(
            anchor="a1",
            number=1,
            title="全省情况",
            figures=(teams(555, 2024),),
            body=(Paragraph(text="有队伍555支。"),),
        ),
    ),
)
CASES = [
    make_case(1, "320282", teams(1238, 2022)),
    make_case(4, "320282", teams(1300, 2023, qualifier="近")),
    make_case(5, "320200", teams(9000, 2023)),
    make_case(6, "320381", teams(3, 2024, "万人")),
    make_case(7, "320381", teams(77, 2024, indicator=None)),
    make_case(8, "320300", teams(8000, 2021, qualifier="余")),
    make_case(9, "320310", teams(4000, 2023, date=None, as_of="")),
]


def write_export(path: Path, records: Sequence[Record]) -> Export:
    writer = Writer.for_records(path, list(records))
    for record in records:
        writer.add(record)
    return Export(path, private=False)


def build(work: Path, cases: Iterable[Case], more: Iterable[Record] = ()) -> Path:
    export = write_export(work / "export", [*REFERENCE, *more, *cases])
    build_site(export, work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    return work / "out"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("compare"), CASES, [ISSUE])


def page(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


def panels(html: str) -> dict[str, list[tuple[str, str, str]]]:
    """Return (place, label, address) of each bar, by the level of its chart."""
    found = {}
    for level, chart in re.findall(r'<section class="panel" aria-labelledby="(\w+)">(.*?)</section>', html, re.DOTALL):
        bars = re.findall(r'<a href="([^"]+)"><span class="of">(.*?)</span>.*?<title>(.*?)</title>', chart, re.DOTALL)
        found[level] = [(re.sub("<[^>]+>| ", "", place), label, address) for address, place, label in bars]
    return found


def test_only_figures_of_one_definition_and_unit_stand_in_a_chart_and_each_level_has_its_own(site: Path) -> None:
    charts = panels(page(site, "indicators/duiwu.html"))
    labels = {level: [(place, label) for place, label, _ in bars] for level, bars in charts.items()}
    assert labels == {
        "city": [("无锡市", "9000支"), ("徐州市", "8000余支")],
        "county": [("徐州市10区", "4000支"), ("无锡市宜兴市", "近1300支")],
    }


def test_a_figure_in_another_unit_is_listed_apart(site: Path) -> None:
    before, _, after = page(site, "indicators/duiwu.html").partition('id="other"')
    assert "万人" in after and "万人" not in before
    assert ">77<" not in before + after


def test_earlier_figures_and_those_without_a_place_stand_in_the_table_only(site: Path) -> None:
    html = page(site, "indicators/duiwu.html")
    chart, _, table = html.partition('id="table"')
    assert all(f"<b>{value}</b>" in table for value in (1238, 1300, 555))
    assert "1238" not in chart and "555" not in chart
    assert "未标地区的数（1个）" in table


def test_each_bar_opens_the_sentence_it_comes_from(site: Path) -> None:
    for _, label, address in [bar for bars in panels(page(site, "indicators/duiwu.html")).values() for bar in bars]:
        target, _, anchor = address.partition("#")
        sentence = re.search(rf'id="{anchor}">([^<]*)<', page(site, f"indicators/{target}"))
        assert sentence and re.sub(r"\D", "", label) in sentence[1]


def test_a_bar_is_an_image_with_its_value_as_name_and_one_that_is_not_exact_is_marked_by_its_form(site: Path) -> None:
    html = page(site, "indicators/duiwu.html")
    images = re.findall(r"<svg role=\"img\".*?</svg>", html)
    assert len(images) == 4
    for image in images:
        title = re.search("<title>(.*?)</title>", image)
        assert title and f">{title[1]}</text>" in image
        assert ("<line" in image) == bool(re.search("近|余", image))


def test_an_indicator_without_figures_says_so(site: Path) -> None:
    html = page(site, "indicators/kong.html")
    assert "还没有这项指标的数据" in html and "<table" not in html
    assert "还没有数据" in page(site, "indicators/index.html")


def test_the_data_of_an_indicator_stands_beside_it_as_json(site: Path) -> None:
    data = json.loads(page(site, "indicators/duiwu.json"))
    assert {(f["place"], f["value"], f["until"]) for f in data["latest"]} >= {
        ("320282", 1300, "2023-12-31"),
        ("320310", 4000, ""),
    }
    assert [f["unit"] for f in data["other_units"]] == ["万人"]
    assert len(data["figures"]) == 6


def test_many_counties_are_grouped_by_city_on_one_scale(tmp_path: Path) -> None:
    cases = [make_case(n, f"3203{n}", teams(100 * n, 2024)) for n in range(10, 31)] + [
        make_case(1, "320282", teams(6000, 2024))
    ]
    html = page(build(tmp_path, cases), "indicators/duiwu.html")
    assert re.findall("<h3>(.*?)</h3>", html) == ["无锡市", "徐州市"]
    assert html.index(">6000支<") < html.index(">3000支<") < html.index(">1000支<")
    assert [float(w) for w in re.findall(r'<rect width="([\d.]+)%"', html)][:2] == [100, 50]


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_long_table_is_cut_into_ranges_and_one_new_case_alters_few_of_them(tmp_path: Path) -> None:
    cases = [make_case(n, "320282", teams(n, 2023)) for n in range(1, 151)]
    before = files(build(tmp_path / "a", cases) / "indicators")
    after = files(build(tmp_path / "b", [*cases, make_case(151, "320381", teams(151, 2024))]) / "indicators")
    html = before["duiwu.html"].decode()
    assert html.count("<tr>") == 101
    ranges = [json.loads(before[name]) for name in before if name.startswith("duiwu/") and name.endswith(".json")]
    assert sum(len(part["figures"]) for part in ranges) == 150 and max(len(part["figures"]) for part in ranges) <= 100
    changed = {name for name in {*before, *after} if before.get(name) != after.get(name)}
    assert changed == {"index.html", "index.json", "duiwu.html", "duiwu.json", "duiwu/n0001.html", "duiwu/n0001.json"}


def test_bars_begin_at_zero_on_one_scale() -> None:
    drawn = [charts.Bar(name="甲", label="", value=value, address="") for value in (200, 50, 0, -3)]
    assert [bar["length"] for bar in charts.bars(drawn)] == ["100.00%", "25.00%", "0.00%", "0.00%"]
    assert charts.bars(drawn, most=400)[0]["length"] == "50.00%"
    assert charts.bars(drawn[2:])[0]["length"] == "0.00%"


def script(site: Path, number: int) -> dict[str, Any]:
    text = page(site, f"cases/000/{number:06d}.js")
    assert text.startswith("press.case(") and text.endswith(");\n")
    data: dict[str, Any] = json.loads(text.removeprefix("press.case(")[:-3])
    return data


def test_a_case_brings_its_public_half_to_the_comparison(tmp_path: Path) -> None:
    hours = Mechanism(steps=(Step(name="<点单>", who="居民"),))
    shown = Contact(office="文明科", phone="2", public=True)
    cases = [
        make_case(1, "320282", teams(3, 2024, "万人")),
        make_case(2, "320200", teams(8, 2024), contact=shown, mechanism=hours),
    ]
    site = build(tmp_path, cases)
    first, second = script(site, 1), script(site, 2)
    assert "indicator" not in first["figures"][0] and second["figures"][0]["indicator"] == "duiwu"
    assert second["figures"][0]["address"] == "cases/000/000002.html#s1"
    assert (second["contact"], second["place"]) == ("文明科 2", "无锡市")
    assert "&lt;点单&gt;" in second["mechanism"] and "<点单>" not in second["mechanism"]


def test_a_contact_that_is_not_for_readers_never_comes_along(tmp_path: Path) -> None:
    case = make_case(1, "320282", contact=Contact(office="内部科", phone="1"))
    library = read_library(write_export(tmp_path / "export", REFERENCE))
    Comparisons(Stage(Reuse(tmp_path / "stage"), AsMarkdown()), library).add_case(case, entry_of(case))
    assert "contact" not in script(tmp_path / "stage", 1)


def scale(*rows: tuple[float, str], measure: str = "服务时长", unit: str = "小时") -> Mechanism:
    return Mechanism(
        thresholds=(
            Threshold(measure=measure, unit=unit, rows=tuple(ThresholdRow(at=at, gives=gives) for at, gives in rows)),
        )
    )


def test_scales_of_the_same_measure_and_unit_stand_in_one_table(tmp_path: Path) -> None:
    mechanisms = [
        scale((100, "一星"), (200, "二星")),
        scale((100, "一星"), (300, "二星")),
        scale((5, "一星"), unit="年"),
        scale((60, "升旗"), (40, "吹哨"), unit="分钟"),
    ]
    mechanisms.append(Mechanism(levels=(Level(name="总队"), Level(name="支队"))))
    html = page(
        build(tmp_path, [make_case(n, "320282", mechanism=m) for n, m in enumerate(mechanisms, 1)]),
        "mechanisms/index.html",
    )
    table = re.search(r'<div class="wide scales".*?</table>', html, re.DOTALL)
    assert table and html.count('class="wide scales"') == 1
    cells = [
        re.findall("<t[hd][^>]*>([^<]+)</t", row) for row in re.findall(r"<tr>(<th scope=\"row\".*?)</tr>", table[0])
    ]
    assert cells == [["一星", "100", "100"], ["二星", "300", "200"]]
    assert "满100小时" in html and "60分钟" in html and "满60分钟" not in html
    assert re.findall(r'data-record="(\d+)"', html.partition('id="levels"')[2]) == ["000005"]


def test_many_mechanisms_are_listed_in_ranges(tmp_path: Path) -> None:
    steps = Mechanism(steps=(Step(name="点单"),))
    cases = [make_case(n, "320282", mechanism=steps) for n in range(1, 41)]
    site = build(tmp_path, cases)
    assert page(site, "mechanisms/index.html").count("data-record") == 24
    found = [
        n
        for path in sorted((site / "mechanisms/steps").glob("*.html"))
        for n in re.findall(r'data-record="(\d+)"', path.read_text())
    ]
    assert sorted(found) == [f"{n:06d}" for n in range(1, 41)]
    fewer = build(tmp_path / "b", [msgspec.structs.replace(c, mechanism=None) for c in cases])
    assert "还没有写成数据的流程" in page(fewer, "mechanisms/index.html")


def test_what_every_page_loads_for_choosing_stays_small() -> None:
    assert len(gzip.compress((SOURCES / "assets/compare/choose.js").read_bytes())) < 2500
