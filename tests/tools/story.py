"""`make story`: from a county's Word file to a signed issue, a case, the site and the print,
played by five accounts in Chromium."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pdfplumber
from playwright.sync_api import Browser, Page, expect

from tests.cms.word_samples import docx, para, picture, run, table, text_box
from tests.office import ROOT, Office, chromium, log_in, office

PHOTO = ROOT / "cms/sample/public/media"
TITLE = "把书送到渡口去"
LEAD = (
    "太湖渔港的渔民出船早、靠岸晚，镇上的书屋开门时他们都在水上。"
    "宜兴市在三处渡口设流动书箱，船到书到，一年借出图书4200册。"
)
MOBILE = "想看书的可以打13900000001。"
REMARK = "编者按请点明两季都适用，再请签发。"
ADDED = "书箱由渡口管理员早晚各清点一次，缺损的书由市图书馆按月补齐。"
REASON = "做法写得清楚，还缺一句书箱由谁管，请补上再报。"
NOTE = "把服务送到群众身边，不在地方大，在时间对。本期介绍宜兴市的做法，供各地参考。"
SECTION = "基层实践"
THEME = "把服务送到群众身边"


def word_file() -> bytes:
    """Return the article as the county office wrote it in Word, with a text box that a bulletin cannot hold."""
    return docx(
        para(f"宜兴市：{TITLE}", centred=True),
        para("　　", LEAD),
        para(run("一、书箱跟着船期走", font="黑体")),
        para(
            "　　",
            run("一是定点摆箱。", bold=True),
            "在三处渡口各设一只防潮书箱，每箱八十册，早班船前开箱，末班船后收箱。",
        ),
        para("　　", run("二是按需换书。", bold=True), "渔民在借书卡背面写下想看的书，每月两次换箱时带来。"),
        para(run("二、让看书的人也讲书", font="黑体")),
        para("　　", run("一是船头讲书。", bold=True), "候船的二十分钟里，由志愿者读一段书，听众接着讲自己的事。"),
        para("　　", run("二是孩子领读。", bold=True), "暑期请渔家孩子当小领读员，累计领读九十场。"),
        para("表1　三处渡口借书情况", centred=True),
        table(
            ("渡口", "书箱（只）", "借出（册）"), ("丁蜀", "1", "1680"), ("周铁", "1", "1450"), ("新庄", "1", "1070")
        ),
        picture("p1", "渡口边的防潮书箱，几位渔民正在挑书"),
        para("图1　渡口的流动书箱", centred=True),
        text_box("联系我们：渡口书箱服务队"),
        para("（撰稿：办公室　联系电话：0510-00000000　审签：科长）"),
        pictures={"p1": next(iter(sorted(PHOTO.glob("*.png")))).read_bytes()},
    )


@dataclass
class Story:
    """The office in which the story plays, who plays it, and what was seen."""

    running: Office
    people: dict[str, Page]
    folder: Path
    keep: Callable[[str, Page], None]
    told: list[str] = field(default_factory=list)
    decision: str = ""  # where the issue was signed

    def tell(self, line: str) -> None:
        """Note what has just been seen to happen."""
        self.told.append(line)
        sys.stdout.write(f"{len(self.told):2}. {line}\n")
        sys.stdout.flush()

    def open(self, who: str, path: str) -> Page:
        """Open an address of the admin as someone."""
        page = self.people[who]
        page.goto(f"{self.running.url}/admin/{path}")
        return page


def play(story: Story) -> None:
    """Play the whole story."""
    the_province_calls(story)
    a_word_file_becomes_a_draft(story)
    way = it_is_handed_in(story)
    the_city_returns_it(story, way)
    it_comes_back(story, way)
    the_city_recommends_it(story, way)
    issue = the_issue_is_assembled(story)
    the_chief_sends_it_back(story, issue)
    the_issue_is_signed_and_cleared(story, issue)
    the_contributor_hears_of_it(story, way)
    what_was_signed_stays(story, way)
    the_article_becomes_a_case(story, issue)
    the_case_is_cleared(story)
    the_clerk_finds_the_print(story)
    site_and_print_carry_it(story)


def the_province_calls(story: Story) -> None:
    page = story.open("bianji", "snippets/newsroom/call/add/")
    page.fill("[name=theme]", THEME)
    page.fill("[name=text]", "写清做法和成效，800 字左右，附两三个数据。")
    page.fill("[name=due_on]", str(date.today() + timedelta(days=10)))
    page.get_by_label("无锡市", exact=True).check()
    page.click("footer button[type=submit]")
    expect(page.locator("body")).to_contain_text("无锡市")
    story.keep("call", page)
    story.tell("省级编辑向无锡市约稿")


def a_word_file_becomes_a_draft(story: Story) -> None:
    path = story.folder / "渡口书箱.docx"
    path.write_bytes(word_file())
    page = story.open("tongxunyuan", "")
    story.keep("dashboard-contributor", page)
    expect(page.locator(".work")).to_contain_text(THEME)
    page.click("text=从 Word 文件建稿")
    page.set_input_files("[name=file]", path)
    story.keep("word-upload", page)
    page.click("button:has-text('上传并建稿')")
    expect(page.locator(".word__notes")).to_contain_text("文本框")
    story.keep("word-report", page)
    page.click("text=打开稿件核对")
    expect(page.locator("[name=title]")).to_have_value(TITLE)
    story.tell("通讯员上传 Word 文件，建成草稿，没能保留的文本框列了出来")


def it_is_handed_in(story: Story) -> str:
    page = story.people["tongxunyuan"]
    page.click(".hints summary")
    expect(page.locator(".hints__item").first).to_be_visible()
    story.keep("hints", page)
    page.click(".hints summary")
    page.get_by_role("tab", name="数据").click()
    page.get_by_role("button", name="添加数据").click()
    for name, value in (("label", "借出图书"), ("value", "4200"), ("unit", "册"), ("quote", "一年借出图书4200册")):
        page.fill(f"[name=figures-0-{name}]", value)
    page.get_by_role("tab", name="报送与处理").click()
    for name, value in (("leader", "科长"), ("writer", "办公室"), ("phone", "0510-00000000")):
        expect(page.locator(f"[name={name}]")).to_have_value(value)
    page.select_option("[name=call]", index=1)
    story.keep("article-edit", page)
    page.get_by_role("tab").first.click()
    last = page.locator("textarea[name^=body-]").first
    written = last.input_value()
    last.fill(written + MOBILE)
    page.click(".hints summary")
    expect(page.locator(".hints")).to_contain_text("13900000001", timeout=15_000)
    story.keep("personal", page)
    last.fill(written)
    expect(page.locator(".hints")).not_to_contain_text("13900000001", timeout=15_000)
    story.tell("正文里的手机号码在写作提示里指出来，通讯员删去")
    menu(page, "报送")
    page.wait_for_url("**/way/")
    story.tell("通讯员补上数据，报送")
    return page.url.removeprefix(story.running.url)


def the_city_returns_it(story: Story, way: str) -> None:
    page = story.open("shiji", "")
    page.click(f"text={TITLE}")
    decide(page, "接收")
    page.click("summary:has-text('退稿')")
    page.fill("[name=reason]", REASON)
    story.keep("city-review", page)
    page.click("button:has-text('确定退稿')")
    expect(page.locator("body")).to_contain_text(REASON)
    story.tell("市级编辑接收，写明原因退回")


def it_comes_back(story: Story, way: str) -> None:
    page = story.open("tongxunyuan", "")
    expect(page.locator(".work")).to_contain_text(REASON)
    page.goto(story.running.url + way)
    story.keep("article-way-returned", page)
    page.click("text=打开稿件")
    first = page.locator("textarea[name^=body-]").first
    page.context.clear_cookies()
    first.fill(first.input_value() + ADDED)
    expect(page.locator(".keep-status").first).to_contain_text("登录已过期", timeout=20_000)
    story.keep("session-ended", page)
    again = page.context.new_page()
    log_in(again, story.running, "tongxunyuan")
    again.close()
    expect(page.locator(".keep-status").first).to_contain_text("已保存", timeout=20_000)
    story.tell("登录过期时写的那句留在编辑器里，重新登录以后接着存上")
    menu(page, "报送")
    story.tell("通讯员看到退稿原因，补写一句，重新报送")


def the_city_recommends_it(story: Story, way: str) -> None:
    page = story.people["shiji"]
    page.goto(story.running.url + way)
    decide(page, "接收")
    page.click("text=对照报送稿")
    story.keep("article-compare", page)
    page.goto(story.running.url + way)
    decide(page, "推荐到省")
    expect(page.locator(".way__state")).to_contain_text("省级备选")
    story.tell("市级编辑推荐到省，进入备选")


def the_issue_is_assembled(story: Story) -> str:
    page = story.open("bianji", "")
    story.keep("dashboard-editor", page)
    page.click("text=编一期简报")
    page.click("button:has-text('开始编排')")
    page.wait_for_selector("[data-builder]")
    add = page.locator("[data-add] input")
    add.fill(SECTION)
    page.click("button:has-text('加栏目')")
    page.wait_for_selector(f"[data-section='{SECTION}']")
    page.fill("[data-filters] [name=q]", "书箱")
    row = page.locator("[data-rows] [data-item]").filter(has_text=TITLE)
    expect(row).to_have_count(1)
    story.keep("pool", page)
    row.drag_to(page.locator(f"[data-section='{SECTION}'] [data-items]"))
    expect(page.locator(f"[data-section='{SECTION}']")).to_contain_text(TITLE)
    note = page.locator("[name=editor_note]")
    note.evaluate("box => box.closest('details').open = true")
    note.fill(NOTE)
    page.locator("[name=distribution]").evaluate("box => box.closest('details').open = true")
    page.select_option("[name=distribution]", index=1)
    page.wait_for_timeout(1500)
    for fit in page.locator("button:has-text('按名单算')").all():
        fit.click()
    page.wait_for_selector("[data-pages] img")
    expect(page.locator("[data-said]")).to_contain_text("页", timeout=15_000)
    page.wait_for_timeout(2500)
    page.locator("[data-title]").scroll_into_view_if_needed()
    story.keep("builder", page)
    story.tell(f"省级编辑把稿件拖进这一期，旁边是印出来的样子：{page.locator('[data-said]').inner_text()}")
    return page.url.partition("/admin/")[2]


def the_chief_sends_it_back(story: Story, issue: str) -> None:
    decision = issue.replace("builder", "decision")
    page = story.open("bianji", decision)
    page.click("button:has-text('请主编签发')")
    chief = story.open("zhubian", decision)
    chief.click("summary:has-text('退回修改')")
    chief.fill("[name=remark]", REMARK)
    story.keep("issue-review", chief)
    chief.click("button:has-text('确定退回修改')")
    page.goto(f"{story.running.url}/admin/{issue}")
    expect(page.locator("main")).to_contain_text(REMARK)
    story.keep("issue-returned", page)
    note = page.locator("[name=editor_note]")
    note.evaluate("box => box.closest('details').open = true")
    note.fill(NOTE + "汛期和冬季都适用。")
    expect(page.locator("[data-saved]")).to_contain_text("已保存")
    page.goto(f"{story.running.url}/admin/{decision}")
    page.click("button:has-text('请主编签发')")
    story.tell("主编写明意见退回修改，省级编辑在编排页看到意见，改好再请签发")


def the_issue_is_signed_and_cleared(story: Story, issue: str) -> None:
    story.decision = issue.replace("builder", "decision")
    page = story.open("zhubian", story.decision)
    story.keep("checks", page)
    decide(page, "签发这一期")
    expect(page.locator(".decision")).to_contain_text("签发人：主编")
    story.keep("signed", page)
    decide(page, "公开整期")
    expect(page.locator(".decision__state")).to_contain_text("已公开")
    story.tell("主编看过检查结果，签发并公开，PDF 已留存")


def the_contributor_hears_of_it(story: Story, way: str) -> None:
    page = story.open("tongxunyuan", "notifications/")
    expect(page.locator("main, .content-wrapper").first).to_contain_text("采用")
    story.keep("notifications", page)
    page.goto(story.running.url + way)
    expect(page.locator(".way__state")).to_contain_text("已采用")
    story.tell("通讯员收到采用通知，看得到用在哪一期")


def what_was_signed_stays(story: Story, way: str) -> None:
    page = story.open("zhubian", f"pages/{way.rstrip('/').split('/')[-2]}/delete/")
    expect(page.locator("main")).to_contain_text("不能删除")
    story.keep("in-use", page)
    story.tell("签发过的稿件删不掉：先说用在哪一期，再说该怎么办")


def the_article_becomes_a_case(story: Story, issue: str) -> None:
    page = story.open("bianji", issue.replace("builder", "decision"))
    page.click("a:has-text('建成案例')")
    page.locator(".to-case__classes details").first.evaluate("box => box.open = true")
    page.locator("[name=fields_of_service]").nth(1).check()
    page.locator("[name=kinds]").first.check()
    page.check("[name=clearance][value=ask]")
    story.keep("to-case", page)
    page.click("button:has-text('建成案例')")
    story.tell("省级编辑一步建成案例，请主编公开")


def the_case_is_cleared(story: Story) -> None:
    page = story.open("zhubian", "")
    page.click(f"text={TITLE}")
    story.keep("clear", page)
    decide(page, "公开这个案例")
    expect(page.locator(".decision__state")).to_contain_text("已公开")
    story.tell("主编公开案例")


def the_clerk_finds_the_print(story: Story) -> None:
    page = story.open("yinfa", "")
    story.keep("clerk", page)
    story.tell("印发员在待办里看到签发的这一期")


def site_and_print_carry_it(story: Story) -> None:
    out = story.folder / "dist"
    story.running.run("press", "build", "--out", out)
    site = out / "current" / "site"
    cases = [p for p in site.glob("cases/*/*.html") if TITLE in p.read_text("utf-8")]
    assert cases, "no case page carries the title"
    assert any(ADDED in p.read_text("utf-8") for p in cases), "the sentence that was added on the way is missing"
    issues = [p for p in site.glob("bulletins/*/*/*.html") if NOTE[:12] in p.read_text("utf-8")]
    assert issues, "no issue page carries the editor's note"
    with pdfplumber.open(issues[0].with_suffix(".pdf")) as pdf:
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
    assert TITLE in text
    assert ADDED in text
    story.tell(f"网站有了这个案例和这一期，PDF 里读得到补写的那句话（{len(pdf.pages)} 页）")


def decide(page: Page, step: str) -> None:
    """Take a step that asks first."""
    page.click(f"summary:has-text('{step}')")
    for seen in page.locator("[name=seen] >> visible=true").all():
        seen.check()
    page.click(f"button:has-text('确定{step}')")
    page.wait_for_load_state("networkidle")


def menu(page: Page, action: str) -> None:
    """Press a button below the text."""
    page.locator(f"footer button:has-text('{action}')").first.click()
    page.wait_for_load_state("networkidle")


@contextmanager
def actors(browser: Browser, running: Office, *names: str) -> Iterator[dict[str, Page]]:
    """Log each account in, in a browser context of its own."""
    pages = {}
    for name in names:
        page = browser.new_context(
            viewport={"width": 1280, "height": 900}, device_scale_factor=2, locale="zh-CN", timezone_id="Asia/Shanghai"
        ).new_page()
        log_in(page, running, name)
        pages[name] = page
    yield pages
    for page in pages.values():
        page.context.close()


ACTORS = ("tongxunyuan", "shiji", "bianji", "zhubian", "yinfa")


@contextmanager
def stage(
    folder: Path, keep: Callable[[str, Page], None] = lambda name, page: None, like: Path | None = None
) -> Iterator[Story]:
    """Set up an office and its actors for the with-block."""
    (folder / "var").mkdir()
    with (
        office(folder / "var", like=like) as running,
        chromium() as browser,
        actors(browser, running, *ACTORS) as people,
    ):
        yield Story(running, people, folder, keep)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder)) as story:
        play(story)


if __name__ == "__main__":
    main()
