"""The demonstration's desk in the middle of a week: work for everyone, told truly, and nothing of it in the export."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db.models import Count

from cms.cases.models import CasePage
from cms.core.audit import AuditEntry
from cms.desk import midweek
from cms.issues.models import Issue
from cms.newsroom.models import ArticlePage, Call, Step
from cms.newsroom.states import STATES
from press.export import export
from tests.cms.test_dashboard import home, part
from tests.cms.test_round_trip import files

pytestmark = pytest.mark.django_db
WAITS = {  # account: parts of the home page that must not be empty
    "tongxunyuan": ("退回来的稿件", "退回来和没有报送的案例", "约稿", "还没有报送的草稿", "已经报送，等消息"),
    "shiji": ("等待我审核的稿件", "等待我审核的案例", "退回去修改的稿件"),
    "xitong": ("退回来的稿件", "已经报送，等消息"),
    "bianji": ("等待省级审核的稿件", "省级备选的稿件", "正在编排的简报", "约稿"),
    "zhubian": ("等待签发的简报", "等待公开的案例"),
    "yinfa": ("等待印发的简报",),
    "guanli": ("要留意的账号",),
}


def counted() -> list[int]:
    return [model.objects.count() for model in (ArticlePage, CasePage, Issue, Call, Step, AuditEntry)]


def test_every_account_finds_work_told_as_it_went_and_the_export_is_the_sample_to_the_byte(
    as_user: Any, tmp_path: Path, sample: Path, capsys: Any
) -> None:
    call_command("midweek")
    for name, titles in WAITS.items():
        page = home(as_user, name)
        for title in titles:
            shown = part(page, f">\n          {title}")
            assert "work__rows" in shown or "work__table" in shown, (name, title)
    assert {state for state, _ in STATES} == set(ArticlePage.objects.values_list("state", flat=True))
    for step in Step.objects.select_related("by"):
        assert step.by and step.by_name == step.by.get_full_name()
    for article in ArticlePage.objects.filter(steps__isnull=False).distinct():
        steps = list(article.steps.all())
        assert (steps[0].before, steps[-1].after) == ("draft", article.state)
        assert all(step.after == following.before for step, following in itertools.pairwise(steps))
    assert not ArticlePage.objects.filter(state="returned", reason="").exists()
    assert Issue.objects.filter(versions=None).exclude(returned=None).count() == 1

    before = counted()
    call_command("midweek")
    assert counted() == before, "a second time it does nothing"
    export(tmp_path / "export", lambda *_: None)
    made, golden = files(tmp_path / "export"), files(sample)
    assert sorted(made) == sorted(golden)
    assert [name for name in golden if made[name] != golden[name]] == []


def test_where_someone_works_already_or_an_account_is_missing_it_does_nothing(capsys: Any) -> None:
    get_user_model().objects.filter(username="xitong").update(is_active=False)
    with pytest.raises(SystemExit):
        call_command("midweek")
    get_user_model().objects.filter(username="xitong").update(is_active=True)
    Call.objects.create(theme="正在约的稿", due_on="2030-01-01")
    assert midweek.busy()
    call_command("midweek")
    assert not Step.objects.exists() and ArticlePage.objects.values("state").annotate(n=Count("pk")).count() == 1
