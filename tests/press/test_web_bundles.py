"""Scripts and styles: joined, named by what they hold, and loaded by one list."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest

from press.home import SOURCES
from press.web import build_site, bundles
from press.web.bundles import BUNDLES, CALLER, EVERY, bundled
from records import Export

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
LOADED = re.compile(r'<script[^>]*\ssrc="([^"]+)"|<link rel="stylesheet" href="([^"]+)"')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    work = tmp_path_factory.mktemp("site")
    build_site(Export(SAMPLE, private=False), work / "out", pdfs={}, first_pages={}, scratch=work / "scratch")
    return work / "out"


def loaded(page: Path, site: Path) -> list[Path]:
    """Return the scripts and styles that a page names."""
    named = [script or style for script, style in LOADED.findall(page.read_text("utf-8"))]
    return [site / name[1:] if name.startswith("/") else (page.parent / name).resolve() for name in named]


def named() -> dict[str, str]:
    """Return by the name of each bundle the name of its file."""
    found = (Path(bundle.address).name for bundle in bundled())
    return {re.sub(r"\.\w{8}(?=\.)", "", name): name for name in found}


def test_every_script_and_style_of_a_page_is_there_under_the_hash_of_its_bytes(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    found = {path for page in pages for path in loaded(page, site)}
    names = {re.sub(r"\.\w{8}(?=\.)", "", path.name) for path in found}
    assert len(pages) > 100 and names == {name for name, bundle in BUNDLES.items() if bundle.on}
    for path in [*found, *(site / "assets").glob("*.js"), *(site / "assets").glob("*.css")]:
        assert path.name.split(".")[1] == hashlib.sha256(path.read_bytes()).hexdigest()[:8], path.name


def test_a_page_loads_what_the_table_says_for_its_template_in_this_order(site: Path) -> None:
    of = {
        "search.html": "search.html",
        "compare.html": "compare.html",
        "cases/000/000001.html": "case.html",
        "404.html": "",
    }
    for name, template in of.items():
        wanted = [bundle for bundle, told in BUNDLES.items() if told.on == EVERY or template in told.on]
        assert [re.sub(r"\.\w{8}(?=\.)", "", path.name) for path in loaded(site / name, site)] == wanted


def test_nothing_else_decides_what_is_loaded() -> None:
    templates = {path.name: path.read_text("utf-8") for path in (SOURCES / "overrides").rglob("*.html")}
    assert [name for name, text in templates.items() if re.search(r'<script[^>]*\ssrc=|rel="stylesheet"', text)] == [
        "main.html"
    ]
    assert {template for bundle in BUNDLES.values() for template in bundle.on} - {*EVERY, *templates} == set()


def test_every_source_stands_in_one_bundle_and_is_published_in_no_other_way(site: Path) -> None:
    assets = SOURCES / "assets"
    sources = sorted(
        path.relative_to(assets).as_posix() for path in assets.rglob("*") if path.suffix in (".js", ".css")
    )
    assert (
        sorted(f"{source}{Path(name).suffix}" for name, told in BUNDLES.items() for source in told.sources) == sources
    )
    assert [name for name in sources if (site / "assets" / name).exists()] == []
    assert [*site.rglob("*.d.ts"), *site.rglob("jsconfig.json")] == []


def test_scripts_ask_for_bundles_that_are_there_to_be_asked_for() -> None:
    scripts = "\n".join(path.read_text("utf-8") for path in (SOURCES / "assets").rglob("*.js"))
    asked = {
        f"{name}.js" for names in re.findall(r"\bneed\(\[(.*?)\]\)", scripts) for name in re.findall(r'"(\w+)"', names)
    }
    asked |= set(re.findall(r'press\.files\["([\w.]+)"\]', scripts))
    assert asked == {name for name, bundle in BUNDLES.items() if bundle.asked}


def test_a_changed_source_renames_its_bundle_and_the_one_that_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(SOURCES, tmp_path / "sources")
    monkeypatch.setattr(bundles, "SOURCES", tmp_path / "sources")
    before = named()
    assert named() == before
    for source, wanted in (
        ("search/marks.js", {"marks.js", CALLER}),
        ("search/page.js", {"results.js"}),
        ("style/print.css", {"site.css"}),
    ):
        with (tmp_path / "sources/assets" / source).open("a", encoding="utf-8") as file:
            file.write("\n")
        after = named()
        assert {name for name in before if before[name] != after[name]} == wanted
        before = after
