"""A clerk gets numbered copies of what was signed: the same paper, only the number differs."""

from __future__ import annotations

import io
from typing import Any

import pdfplumber
import pikepdf
import pypdfium2
import pytest

from bulletins.audit import State, audit
from bulletins.copies import numbered
from cms.issues.checks import concerns
from cms.issues.models import Issue, IssueEntry
from cms.issues.publications import Publication
from cms.issues.signing import sign
from cms.newsroom.models import ArticlePage
from records import ContentError

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue() -> Issue:
    publication = Publication.objects.get(slug="wmsj")
    publication.head = ["copy_number", "secrecy", "handling_note", "masthead", "number", "dateline", "rule"]
    publication.save()
    issue = Issue.objects.create(
        publication=publication,
        year=2026,
        number=1,
        date="2026-01-15",
        lines="报：中央文明办",
        print_run=620,
        numbered_copies=True,
    )
    for order, number in enumerate((3, 4)):
        IssueEntry.objects.create(
            issue=issue, section="工作交流", article=ArticlePage.objects.get(number=number), sort_order=order
        )
    return Issue.objects.get(pk=issue.pk)


@pytest.fixture
def signed(issue: Issue) -> bytes:
    sign(issue, "主编")
    return issue.signed.pdf.read()


def texts(pdf: bytes) -> list[str]:
    with pdfplumber.open(io.BytesIO(pdf)) as opened:
        return [page.extract_text() or "" for page in opened.pages]


def looks(pdf: bytes) -> list[bytes]:
    return [page.render(scale=1).to_pil().tobytes() for page in pypdfium2.PdfDocument(pdf)]


def test_each_copy_has_its_number_and_else_the_signed_words(signed: bytes) -> None:
    master = texts(signed)
    found = texts(numbered(signed, [7, 8, 123456]))
    assert len(found) == 3 * len(master)
    for n, number in enumerate(("000007", "000008", "123456")):
        copy = found[n * len(master) : (n + 1) * len(master)]
        assert copy == [master[0].replace("000000", number, 1), *master[1:]]
    assert master[0].startswith("000000")


def test_on_paper_a_copy_differs_from_what_was_signed_in_the_number_only(signed: bytes) -> None:
    master = looks(signed)
    assert looks(numbered(signed, [0, 0])) == master * 2, "the number itself looks as it was typeset"
    found = looks(numbered(signed, [1, 345678]))
    assert [n for n, page in enumerate(found) if page != (master * 2)[n]] == [0, len(master)]


def test_the_pages_after_the_first_are_the_signed_ones_byte_for_byte(signed: bytes) -> None:
    with pikepdf.open(io.BytesIO(signed)) as before, pikepdf.open(io.BytesIO(numbered(signed, [1, 2]))) as after:
        count = len(before.pages)
        for n, page in enumerate(before.pages):
            for copy in (0, 1) if n else ():
                assert after.pages[copy * count + n].Contents.read_bytes() == page.Contents.read_bytes()
        labels = [after.pages[n].label for n in range(2 * count)]
        assert labels == [str(n % count + 1) for n in range(2 * count)]
        with after.open_outline() as outline:
            assert [item.title for item in outline.root] == ["份号 000001", "份号 000002"]


def test_a_numbered_copy_passes_every_rule_of_the_page(signed: bytes) -> None:
    found = audit(numbered(signed, [12]))
    assert not found.defects and not audit(signed).defects
    assert found.unknown == audit(signed).unknown
    verdict = next(v for v in found.verdicts if v.rule == "head.copy")
    assert (verdict.state, verdict.measured) == (State.HOLDS, "000012")


def test_five_hundred_copies_stay_a_file_that_can_be_sent_to_a_printer(signed: bytes) -> None:
    run = numbered(signed, range(1, 501))
    assert len(run) < len(signed) + 2_500_000
    assert run == numbered(signed, range(1, 501))


def test_a_pdf_without_a_number_in_its_head_is_refused(issue: Issue) -> None:
    issue.numbered_copies = False
    issue.save()
    sign(issue, "主编")
    with pytest.raises(ContentError, match="没有六位份号"):
        numbered(issue.signed.pdf.read(), [1])


def test_the_page_of_an_issue_proposes_what_is_not_made_yet(issue: Issue, signed: bytes, as_user: Any) -> None:
    client = as_user("bianji")
    address = f"/admin/issues/{issue.pk}/"
    assert 'value="500"' in client.get(f"{address}decision/").content.decode()
    answer = client.post(f"{address}copies/", {"first": "1", "count": "500"})
    assert answer["Content-Type"] == "application/pdf" and "attachment" in answer["Content-Disposition"]
    assert len(pypdfium2.PdfDocument(b"".join(answer.streaming_content))) == 500 * len(pypdfium2.PdfDocument(signed))
    page = client.get(f"{address}decision/").content.decode()
    assert "生成了 000001—000500" in page
    assert 'value="501"' in page and 'value="120"' in page


@pytest.mark.parametrize(
    ("first", "count", "said"),
    [
        ("0", "5", "起始份号从 1 起。"),
        ("1", "501", "一次最多 500 份，再多请分几次。"),
        ("999999", "2", "最后一份的份号会超过 999999"),
        ("一", "2", "起始份号请填数字。"),
    ],
)
def test_a_run_that_cannot_be_is_refused_in_words(
    issue: Issue, signed: bytes, as_user: Any, first: str, count: str, said: str
) -> None:
    answer = as_user("bianji").post(f"/admin/issues/{issue.pk}/copies/", {"first": first, "count": count}, follow=True)
    assert said in answer.content.decode()


def test_only_those_who_work_on_issues_get_copies(issue: Issue, signed: bytes, as_user: Any) -> None:
    assert as_user("tongxunyuan").post(
        f"/admin/issues/{issue.pk}/copies/", {"first": "1", "count": "1"}
    ).status_code in (302, 403)
    assert (
        "%PDF"
        not in as_user("tongxunyuan")
        .post(f"/admin/issues/{issue.pk}/copies/", {"first": "1", "count": "1"})
        .content[:9]
        .decode()
    )
    assert as_user("bianji").get(f"/admin/issues/{issue.pk}/copies/").status_code == 405


@pytest.mark.parametrize("missing", ["sign-off", "numbers", "stored PDF"])
def test_an_issue_without_numbers_or_not_signed_offers_none(missing: str, issue: Issue, as_user: Any) -> None:
    if missing == "numbers":
        issue.numbered_copies = False
        issue.save()
    if missing != "sign-off":
        sign(issue, "主编")
    if missing == "stored PDF":
        issue.versions.update(pdf="")
    client = as_user("bianji")
    assert "编号印本" not in client.get(f"/admin/issues/{issue.pk}/decision/").content.decode()
    answer = client.post(f"/admin/issues/{issue.pk}/copies/", {"first": "1", "count": "1"}, follow=True)
    assert "这一期不印份号" in answer.content.decode()


def test_numbers_that_the_head_has_no_place_for_are_a_concern(issue: Issue) -> None:
    assert not any("份号" in concern for concern in [remark.text for remark in concerns(issue)])
    issue.publication.head = ["masthead", "number", "dateline", "rule"]
    assert any("报头里没有份号" in concern for concern in [remark.text for remark in concerns(issue)])
