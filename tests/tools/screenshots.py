"""`make screenshots`: the pictures of README.md and of the guides, made from the
sample at 2 × scale, each under 200 KB."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image, ImageOps
from playwright.sync_api import Page

from tests.office import ROOT, Office, chromium, log_in, office
from tests.tools.story import play, stage

TARGET = ROOT / ".readme"
GUIDES = ROOT / "cms/help/static/help/pictures"
SIDEBAR = 200  # px, left of what the guides talk about
MARGIN = 48  # pixels of a picture, below its last line
SITE = ROOT / "dist/current/site"
PRINT = ROOT / "dist/current/print"
LIMIT = 200_000
PX_PER_MM = 2 * 96 / 25.4
READ = {  # picture: page, on a desk and on a phone
    "home": "index.html",
    "case": "cases/000/000003.html",
    "city": "places/320300.html",
    "field": "fields/03.html",
    "compare": "compare.html?cases=000001,000003,000012",
    "indicator": "indicators/zhuce-zhiyuanzhe.html",
    "matrix": "matrix/index.html",
    "issue": "bulletins/wmsj/2025/15.html",
}
PAGES = {  # picture: issue, page, and what of the page is shown, from and to in mm from its top
    "print-head": ("wmsj/2025/wmsj-2025-8", 1, 25, 282),
    "print-table": ("wmsj/2024/wmsj-2024-38", 5, 25, 225),
    "print-pictures": ("dongtai/2025/dongtai-2025-23", 4, 25, 282),
}


def main() -> None:
    TARGET.mkdir(exist_ok=True)
    guides()
    with tempfile.TemporaryDirectory() as var, office(Path(var)) as running, chromium() as browser:
        desk = browser.new_page(viewport={"width": 1280, "height": 860}, device_scale_factor=2)
        phone = browser.new_page(viewport={"width": 390, "height": 780}, device_scale_factor=2)
        for name, page in READ.items():
            for suffix, screen in (("", desk), ("-phone", phone)):
                screen.goto(f"{SITE.as_uri()}/{page}")
                screen.wait_for_load_state("networkidle")
                keep(name + suffix, screen.screenshot())
        keep("large", in_large_type(phone))
        keep("case-print", paper(desk))
        for name, page in (("search", desk), ("search-phone", phone)):
            page.goto(f"{SITE.as_uri()}/search.html?q=志愿服务 积分")
            page.wait_for_selector("[data-total]")
            keep(name, page.screenshot())
        admin(desk, running)
    pdf = pypdfium2.PdfDocument(PRINT / "wmsj/2025/wmsj-2025-15.pdf")
    sheet = Image.new("RGB", (1660, 1170), "#d8dadd")
    for n, page_number in enumerate((0, len(pdf) - 1)):
        sheet.paste(pdf[page_number].render(scale=1.36).to_pil(), (10 + n * 825, 7))
    keep("print", png(sheet))
    for name, (issue, number, top, bottom) in PAGES.items():
        keep(name, png(page_picture(PRINT / f"{issue}.pdf", number, top, bottom)))


def guides() -> None:
    """Take the guides' pictures while the story is played, and of three screens that it does not pass."""
    GUIDES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), keep_for_guides) as story:
        play(story)
        page = story.open("zhubian", story.decision)
        page.click("summary:has-text('更正')")
        page.fill("[name=note]", "更正第 1 页渡口的名称")
        page.click("button:has-text('确定更正')")
        page.wait_for_selector("text=放弃更正")
        keep_for_guides("correction", page)
        keep_for_guides("second-factor", story.open("zhubian", "second-factor/"))


def keep_for_guides(name: str, page: Page) -> None:
    """Write a picture of what stands beside the menu."""
    page.wait_for_timeout(600)  # until what slides has come to rest
    size = page.viewport_size
    assert size
    clip = {"x": SIDEBAR, "y": 0, "width": size["width"] - SIDEBAR, "height": size["height"]}
    picture = Image.open(io.BytesIO(page.screenshot(clip=clip))).convert("RGB")  # type: ignore[arg-type]
    # White below the last line says nothing; a thin edge, as a white screen has none on a white page.
    inked = ImageOps.invert(picture.convert("L")).getbbox()
    foot = min(picture.height, (inked[3] if inked else 0) + MARGIN)
    keep(name, png(ImageOps.expand(picture.crop((0, 0, picture.width, foot)), border=2, fill="#d8dadd")), GUIDES)


def in_large_type(page: Page) -> bytes:
    """Return a case as 大字 shows it; the page is left as it was."""
    page.goto(f"{SITE.as_uri()}/{READ['case']}")
    page.get_by_role("button", name="大字").click()
    picture = page.screenshot()
    page.get_by_role("button", name="标准").click()
    return picture


def paper(page: Page) -> bytes:
    """Return the first sheet of a case as it is printed."""
    page.goto(f"{SITE.as_uri()}/{READ['case']}")
    sheet = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))[0].render(scale=2).to_pil()
    return png(ImageOps.expand(sheet, border=2, fill="#d8dadd"))


def admin(page: Page, running: Office) -> None:
    """Take the CMS's pictures: the queue of an editor, a case being written, an issue before it is cleared."""
    log_in(page, running, "zhubian")
    page.goto(f"{running.url}/admin/cases/")
    page.click("text=岗坡路")
    page.wait_for_timeout(1500)
    keep("cms", page.screenshot())


def page_picture(pdf: Path, number: int, top_mm: float, bottom_mm: float) -> Image.Image:
    """Return a strip of a printed page, counted from 1, in its full width and framed, as white
    paper has no edge on a white screen."""
    page = pypdfium2.PdfDocument(pdf)[number - 1].render(scale=PX_PER_MM * 25.4 / 72).to_pil()
    strip = page.crop((0, round(top_mm * PX_PER_MM), page.width, round(bottom_mm * PX_PER_MM)))
    return ImageOps.expand(strip, border=2, fill="#d8dadd")


def keep(name: str, data: bytes, folder: Path = TARGET) -> None:
    """Write a picture with as many colours as fit under the limit."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    for colours in (256, 64, 32, 16):
        small = png(image.quantize(colours, dither=Image.Dither.NONE))
        if len(small) < LIMIT:
            break
    (folder / f"{name}.png").write_bytes(small)
    print(f"{folder.name}/{name}.png {len(small) // 1000} KB")  # noqa: T201


def png(image: Image.Image) -> bytes:
    data = io.BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


if __name__ == "__main__":
    main()
