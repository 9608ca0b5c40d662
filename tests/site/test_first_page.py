"""A case on paper: its first page alone says where it comes from."""

import pypdfium2
from playwright.sync_api import Browser


def test_the_first_printed_page_of_a_case_can_be_handed_over_alone(browser: Browser, server: str) -> None:
    page = browser.new_page()
    page.goto(server + "cases/000/000001.html")
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    page.close()
    first = "".join(paper[0].get_textpage().get_text_range().split())
    assert len(paper) > 1
    assert "可借鉴条件" in first and "引用：新吴区：《候车棚里的十二分钟" in first and "第000001号" in first
