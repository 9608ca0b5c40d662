"""From the code on a paper copy to the page of its issue: the same version, another one, a corrected one."""

import io
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pdfplumber
import pytest
from playwright.sync_api import Browser, Page, expect

from bulletins import typeset
from bulletins.origin import content_hash, version_address
from press.web import build_site
from records import Export, Issue, Place, Publication, Version, Writer

SAMPLE = Path(__file__).parents[2] / "cms" / "sample"
PLAIN, CORRECTED = "wmsj/2025/15", "wmsj/2025/8"
OTHER = "#v-0123456789ab"


class Office:
    """Two issues were printed with codes; then the publication was renamed, one issue corrected, and the site built."""

    def __init__(self, work: Path) -> None:
        export = Export(SAMPLE, private=False)
        places = {place.code: place for place in export.all(Place)}
        publication = msgspec.structs.replace(export.get(Publication, "wmsj"), qr_url="https://jianbao.example.cn/")

        def on_paper(issue: Issue) -> bytes:
            return typeset(
                issue, publication, places=places, media=lambda name: export.file("media", name) or Path()
            ).pdf

        self.addresses, self.papers, pdfs = {}, {}, {}
        for key in (PLAIN, CORRECTED):
            issue = export.get(Issue, key)
            self.papers[key] = on_paper(issue)
            self.addresses[key] = version_address(issue, publication).removeprefix("https://jianbao.example.cn/")
            pdfs[key] = work / f"{issue.number}.pdf"
            pdfs[key].write_bytes(self.papers[key])
        mended = correct(export.get(Issue, CORRECTED))
        pdfs[CORRECTED].write_bytes(on_paper(mended))
        self.site = publish(
            work, export, [msgspec.structs.replace(publication, name="文明简报", reserve=99), mended], pdfs
        )


def correct(issue: Issue) -> Issue:
    note = Version(version=2, state="corrected", date=date(2025, 5, 6), note="第一篇的人数有误。")
    return msgspec.structs.replace(issue, editor_note="更正后的按语。", versions=(*issue.versions, note))


def publish(work: Path, export: Export, changed: list[Issue | Publication], pdfs: dict[str, Path]) -> Path:
    shutil.copytree(export.path, work / "export")
    writer = Writer.for_records(work / "export", [*export.all(Issue), *changed])
    for record in changed:
        writer.add(record)
    seen = Export(work / "export", private=False)
    build_site(seen, work / "out", pdfs=pdfs, first_pages={}, scratch=work / "scratch")
    return work / "out"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return Office(tmp_path_factory.mktemp("versions"))


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 390, "height": 844})
    yield page
    page.close()


def follow(page: Page, office: Office, address: str) -> None:
    page.goto(f"{office.site.as_uri()}/{address}")


def test_the_code_of_a_paper_copy_leads_to_the_same_code_on_the_page(page: Page, office: Office) -> None:
    follow(page, office, office.addresses[PLAIN])
    shown = page.locator(".version code")
    expect(shown).to_be_in_viewport()
    expect(page.locator(".version .same")).to_have_text("与您手中的印件一致")
    expect(page.locator(".other-version")).to_be_hidden()
    with pdfplumber.open(io.BytesIO(office.papers[PLAIN])) as paper:
        assert shown.inner_text() in (paper.pages[-1].extract_text() or "")


def test_a_page_that_is_merely_opened_claims_nothing_of_a_paper_copy(page: Page, office: Office) -> None:
    follow(page, office, f"bulletins/{PLAIN}.html")
    expect(page.locator(".version")).to_be_visible()
    expect(page.locator(".version .same")).to_be_hidden()
    expect(page.locator(".other-version")).to_be_hidden()


def test_a_paper_copy_of_another_version_is_told_so(page: Page, office: Office) -> None:
    follow(page, office, f"bulletins/{PLAIN}.html{OTHER}")
    told = page.locator(".other-version")
    expect(told).to_be_in_viewport()
    expect(told).to_contain_text("校验码 0123456789ab）与本页不是同一版本，可能是签发前的校样")
    page.evaluate("location.hash = document.querySelector('.version').id")
    expect(told).to_be_hidden()


def test_a_paper_copy_older_than_a_correction_is_told_what_was_corrected(page: Page, office: Office) -> None:
    follow(page, office, office.addresses[CORRECTED])
    expect(page.locator(".version")).to_contain_text("本期已于2025年5月6日更正：第一篇的人数有误")
    expect(page.locator(".other-version")).to_contain_text("不是同一版本，印出以后内容有过更正。引用时请以本页为准。")


def test_without_scripts_nothing_is_said_that_might_be_wrong(browser: Browser, office: Office) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    follow(page, office, f"bulletins/{PLAIN}.html{OTHER}")
    expect(page.locator(".version code")).to_be_visible()
    expect(page.locator(".other-version")).to_be_hidden()
    expect(page.locator(".version .same")).to_be_hidden()
    context.close()


def test_a_page_printed_from_the_screen_names_its_version_and_speaks_of_no_other_copy(
    page: Page, office: Office
) -> None:
    for address in (office.addresses[PLAIN], f"bulletins/{PLAIN}.html{OTHER}"):
        follow(page, office, address)
        page.emulate_media(media="print")
        expect(page.locator(".version code")).to_be_visible()
        expect(page.locator(".version .same")).to_be_hidden()
        expect(page.locator(".other-version")).to_be_hidden()


def test_a_publication_without_codes_shows_none(page: Page, office: Office) -> None:
    follow(page, office, "bulletins/dongtai/2025/23.html")
    assert page.locator(".version, .other-version").count() == 0


def test_a_pdf_of_another_text_than_the_page_does_not_vouch_for_it(office: Office, tmp_path: Path) -> None:
    from press.web.versions import version_code

    export = Export(SAMPLE, private=False)
    publication = msgspec.structs.replace(export.get(Publication, "wmsj"), qr_url="https://jianbao.example.cn/")
    mended = correct(export.get(Issue, CORRECTED))
    (tmp_path / "old.pdf").write_bytes(office.papers[CORRECTED])
    assert version_code(mended, publication, tmp_path / "old.pdf") == content_hash(mended, publication)
