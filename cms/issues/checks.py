"""What is looked at before an issue is signed: what an editor may have overlooked, and what
the audit measured on the very PDF."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.urls import reverse

from cms.core.checklist import STOPS, WARNS, Check, register
from cms.issues.models import Issue, IssueEntry
from cms.issues.preview import Preview, preview
from cms.newsroom.models import ArticlePage
from proof import Piece, found_in, public_texts
from records import Picture, PressError

# What makes a bulletin unfit to print, to keep or to leave the house. The other rules are about its
# looks: a remark, and who signs decides.
FORBIDDING = (
    *("attach.", "archive.", "font.", "paper.", "page.", "pages.even", "area.inside", "picture.inside", "tag.alt"),
    *(
        "contents.titles",
        "title.present",
        "footnote.page",
        "link.resolves",
        "imprint.last",
        "imprint.even",
        "imprint.clear",
    ),
)
# Where a rule's matter is mended; everything else is in the articles.
IN_PUBLICATION = ("head.", "rule.")
IN_IMPRINT = ("imprint.",)


register(
    Check("编排", "栏目、期号、专刊、分发名单", text=False, assembling=WARNS, signing=WARNS),
    Check("来稿", "没有报送的稿件、已用在别期的稿件", text=False, signing=WARNS),
    Check("排版", "版排不出来", text=False, assembling=STOPS, signing=STOPS),
    Check("版面", "按国家标准和简报惯例核对印样", text=False, signing="提醒；不能印、不能存的改好才行"),
)


@dataclass(frozen=True)
class Remark:
    """A line for the editor, and where to mend it: address and name of the place, empty where there
    is none; and which check says it."""

    text: str
    url: str = ""
    place: str = ""
    check: str = "编排"


ARRANGED: list[Callable[[Issue], Iterable[Remark]]] = []
"""What other apps say of an issue by its fields and order alone, while it is arranged and when it is signed."""
CONCERNS: list[Callable[[Issue], Iterable[Remark]]] = []
"""What other apps say of it when it is signed."""


@dataclass
class Checks:
    """What was found.

    Attributes:
        forbidding: must be mended before anyone signs.
        remarks: who signs must have seen them.
        held: how many rules of the audit hold.
        key: the content that was looked at; signing anything else is refused.

    """

    forbidding: list[Remark] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    held: int = 0
    page_count: int = 0
    key: str = ""


def check(issue: Issue) -> Checks:
    """Return all that is to be known before signing; typesets the issue unless its preview is on the shelf."""
    found = Checks(remarks=list(concerns(issue)))
    if not issue.entries.exists():
        found.forbidding.append(Remark("这一期还没有稿件", builder(issue), "去编排"))
        return found
    try:
        made = preview(issue)
    except PressError as error:
        found.forbidding.append(cannot_be_set(issue, error))
        return found
    found.key, found.page_count = made.seen, made.page_count
    verdicts = made.verdicts()
    broken = made.broken()
    found.held = len(verdicts) - len(broken)
    for verdict in broken:
        where = f"（{verdict['where']}）" if verdict["where"] else ""
        text = f"{verdict['title']}：应为{verdict['expected']}，现在是{verdict['measured']}{where}"
        name = "图片" if verdict["rule"] == "tag.alt" else "版面"
        remark = Remark(text, *_mended(issue, made, verdict["rule"], verdict["where"]), check=name)
        (found.forbidding if verdict["rule"].startswith(FORBIDDING) else found.remarks).append(remark)
    return found


def builder(issue: Issue, place: str = "") -> str:
    """Return the builder's address; `place` is the name of a field there."""
    return reverse("issue_builder", args=[issue.pk]) + (f"#id_{place}" if place else "")


def editor(issue: Issue, entry: IssueEntry) -> str:
    """Return the address at which an entry's text is written, which leads back to the builder."""
    if entry.article_id:
        return reverse("wagtailadmin_pages:edit", args=[entry.article_id]) + "?" + urlencode({"next": builder(issue)})
    if entry.clipping_id:
        return reverse("wagtailsnippets_newsroom_clipping:edit", args=[entry.clipping_id])
    return reverse("wagtailsnippets_issues_report:edit", args=[entry.report_id])


def cannot_be_set(issue: Issue, error: PressError) -> Remark:
    """Return why an issue cannot be typeset, and where to mend it."""
    said = f"排不了版：{error.message}" + (f"。{error.remedy}" if error.remedy else "")
    for entry in issue.entries.all():
        title = entry.content.title if entry.content else ""
        if title and f"《{title}》" in error.place:
            return Remark(f"《{title}》{said}", editor(issue, entry), "打开这一篇", "排版")
    return Remark(f"{error.place}{said}", builder(issue), "去编排", "排版")


def _mended(issue: Issue, made: Preview, rule: str, where: str) -> tuple[str, str]:
    """Return address and name of the place where what a rule found is mended."""
    if rule.startswith(IN_PUBLICATION):
        return reverse("wagtailsnippets_issues_publication:edit", args=[issue.publication_id]), "打开刊物设置"
    if rule.startswith(IN_IMPRINT):
        return builder(issue, "lines"), "改版记"
    page = re.search(r"第 (\d+) 页", where)
    begun = [(first, anchor) for anchor, first in made.first_pages.items() if page and first <= int(page[1])]
    numbers = {f"a{int(anchor[1:])}": (first, anchor) for first, anchor in begun}
    record = issue.draft_record()
    order = [anchor for section in record.sections for anchor in section.items]
    last = max((a for a in order if a in numbers), key=lambda a: (numbers[a][0], order.index(a)), default="")
    entries = list(issue.entries.all())
    return (editor(issue, entries[order.index(last)]), "打开这一篇") if last else (builder(issue), "去编排")


def concerns(issue: Issue) -> Iterator[Remark]:
    """Yield what an editor may have overlooked; nothing here forbids signing."""
    yield from arranged(issue)
    for entry in issue.entries.all():
        if entry.article_id:
            yield from _article(issue, entry)
        if entry.content:
            yield from _personal(
                public_texts(entry.content.as_record("a1")),
                f"《{entry.content.title}》",
                editor(issue, entry),
                "打开这一篇",
            )
    yield from _personal([[Piece("编者按", issue.editor_note)]], "编者按", builder(issue, "editor_note"), "去改")
    yield from (remark for look in CONCERNS for remark in look(issue))


def _personal(texts: list[list[Piece]], where: str, url: str, place: str) -> Iterator[Remark]:
    for found in found_in(*texts):
        spot = found.spots[0]
        said = f"{where}里有{found.said}：“…{spot.before}{spot.passage}{spot.after}…”，不该印的请删去"
        yield Remark(said, url, place, "个人信息")


def arranged(issue: Issue) -> Iterator[Remark]:
    """Yield what the fields and the order alone say, without a look into the articles."""
    yield from _printing(issue)
    yield from (remark for look in ARRANGED for remark in look(issue))
    yield from _numbering(issue)
    sections = list(issue.entries.values_list("section", flat=True))
    for name in issue.sections:
        if name and name not in sections:
            yield Remark(f"栏目“{name}”里没有稿件，印出来没有这个栏目", builder(issue), "去编排")
    if sections and not sections[0] and any(sections):
        yield Remark("第一条没有写栏目，后面的有", builder(issue), "去编排")


def _printing(issue: Issue) -> Iterator[Remark]:
    if issue.print_run is None:
        yield Remark("没有填共印份数", builder(issue, "print_run"), "去填")
    if issue.numbered_copies and "copy_number" not in issue.publication.head:
        yield Remark("选了“印份号”，但刊物的报头里没有份号，印不出来", builder(issue, "numbered_copies"), "去改")
    if not issue.distribution:
        yield Remark("没有选分发名单，签发后不知道发给谁", builder(issue, "distribution"), "去选")


def _numbering(issue: Issue) -> Iterator[Remark]:
    if issue.date and issue.date.year != issue.year:
        yield Remark(f"日期在{issue.date.year}年，这一期排在{issue.year}年", builder(issue, "year"), "去核对")
    if bool(issue.series) != bool(issue.series_number):
        yield Remark("专刊名和专刊期号只填了一样", builder(issue, "series"), "去填")
    if issue.series_line and issue.series not in issue.series_line:
        yield Remark(
            f"专刊一行印作“{issue.series_line}”，里面没有专刊名“{issue.series}”",
            builder(issue, "series_line"),
            "去核对",
        )


def _article(issue: Issue, entry: IssueEntry) -> Iterator[Remark]:
    article = entry.content
    assert isinstance(article, ArticlePage)
    here = (editor(issue, entry), "打开这一篇")
    if article.state in ("draft", "returned"):
        yield Remark(f"稿件《{article.title}》是{article.get_state_display()}，还没有报送", *here, "来稿")
    for other in Issue.objects.filter(entries__article__pk=article.pk).exclude(pk=issue.pk):
        yield Remark(f"稿件《{article.title}》已用在{other}", builder(issue), "去编排", "来稿")
    record = article.as_record()
    for n, picture in enumerate((block for block in record.body if isinstance(block, Picture)), 1):
        if not picture.alt:
            yield Remark(f"稿件《{article.title}》的第 {n} 张图片没有替代文字，看不见的人只能听到图注", *here, "图片")
    for figure in record.figures:
        if not figure.where:
            yield Remark(f"稿件《{article.title}》的数据“{figure.label}”在文中找不到原句", *here, "数据")
