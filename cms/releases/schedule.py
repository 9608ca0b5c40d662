"""定时公开: a clearance that waits for its hour, and is then given by the very code of the button.

It is for the text that was looked at. Where that is changed, taken under review, withdrawn or deleted before the hour,
or whoever set the hour may not clear any more, nothing goes out, and they and the chief editors are told: at once where
the change is made in the office, at the hour at the latest.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from wagtail.log_actions import LogContext

from cms.core import audit
from cms.core.confirming import confirmed
from cms.core.decisions import Closed, name_of
from cms.core.notifications import notify
from cms.releases.kinds import KINDS, Kind, kind_of
from cms.releases.models import Scheduled
from cms.units.models import UnitPage
from cms.units.roles import people
from records import PressError

PROGRAM = "发布程序"  # who does it at the hour, in the audit log
LATEST = datetime.timedelta(days=2 * 366)
CHANGED = "内容在定时以后又有改动"
REVIEWED = "有修改正在审核"
DELETED = "已经删除"
logger = logging.getLogger(__name__)


def waiting(target: Model) -> Scheduled | None:
    """Return the clearance of a thing that waits for its hour."""
    return Scheduled.objects.filter(Scheduled.WAITING, **_key(target)).first()


def settled(model: type[Model]) -> list[int]:
    """Return the primary keys of the things of a model whose hour is set: nobody is asked to clear them."""
    kind = model._meta.label_lower
    return [
        int(pk) for pk in Scheduled.objects.filter(Scheduled.WAITING, kind=kind).values_list("object_id", flat=True)
    ]


@transaction.atomic
def schedule(
    target: Model, at: datetime.datetime, by: User, text: str, answers: Mapping[str, str], now: datetime.datetime
) -> Scheduled:
    """Have a thing cleared at an hour, in the place of one that was set before.

    Args:
        target: what is cleared, see `kinds`.
        at: the hour.
        by: who decides so, and may clear.
        text: what names the text that was looked at.
        answers: reasons for the points that must be confirmed, by their keys.
        now: the time.

    Raises:
        ValidationError: the hour is past or too far, or points are not confirmed.

    """
    if at <= now:
        raise ValidationError("没有定时：公开的时间已经过了。要马上公开，请选“现在公开”。")
    if at > now + LATEST:
        raise ValidationError("没有定时：公开的时间太远，请核对年份。")
    confirmed(kind_of(target).asked(by, int(target.pk)).points(target), answers, "没有定时")
    end(target, name_of(by))
    audit.enter(f"{target._meta.model_name}.schedule", target, name_of(by), at=said(at))
    return Scheduled.objects.create(
        **_key(target), label=str(target)[:255], at=at, by=by, made=now, text=text, answers=dict(answers)
    )


def end(target: Model, by: str) -> bool:
    """Cancel what waits; False if nothing does."""
    row = waiting(target)
    taken = Scheduled.objects.filter(Scheduled.WAITING, pk=row.pk).update(cancelled=timezone.now()) if row else 0
    if row and taken:
        audit.enter(f"{target._meta.model_name}.unschedule", target, by, at=said(row.at))
    return bool(taken)


def text_changed(target: Model, *, follows: bool = False) -> None:
    """Stop what waits if it cannot be cleared any more as it was looked at; with `follows` it is for the new text."""
    if (row := waiting(target)) is None:
        return
    kind = kind_of(target)
    view = kind.asked(row.by, int(target.pk))
    if follows:
        Scheduled.objects.filter(Scheduled.WAITING, pk=row.pk).update(text=view.text(target))
        return
    if "clear" not in view.decisions(target):
        stop(row, target, _why_closed(kind, row.by, target))
    elif view.text(target) != row.text:
        stop(row, target, CHANGED)


@transaction.atomic
def stop(row: Scheduled, target: Model | None, why: str) -> None:
    """End what waits without clearing; whoever set the hour, and the chief editors, are told why."""
    if not Scheduled.objects.filter(Scheduled.WAITING, pk=row.pk).update(failed=why):
        return
    kind = KINDS[row.kind]
    named = {"kind": row.kind, "object_id": row.object_id, "label": row.label} if target is None else {}
    audit.enter(f"{kind.model._meta.model_name}.schedule_failed", target, PROGRAM, at=said(row.at), reason=why, **named)
    chiefs = people("chief", UnitPage.objects.filter(depth=2))
    where = kind.url(row.object_id) if target is not None else ""
    notify({row.by, *chiefs}, f"“{row.label}”原定{said(row.at)}公开，现已停止：{why}", where)


def clear_due(now: datetime.datetime) -> int:
    """Clear what is due, however long ago, each once; returns how many were cleared.

    Cheap where nothing is due: one query. What the database does not take is tried again at the next look.
    """
    due = list(Scheduled.objects.filter(Scheduled.WAITING, at__lte=now).values_list("pk", flat=True))
    return sum(_clear(pk, now) for pk in due)


@transaction.atomic
def _clear(pk: int, now: datetime.datetime) -> bool:
    row = Scheduled.objects.select_related("by").get(pk=pk)
    kind = KINDS[row.kind]
    # First the thing, then the row, as the button does: two who wait for each other would wait for ever.
    target = kind.model._base_manager.select_for_update().filter(pk=row.object_id).first()
    held = Scheduled.objects.select_for_update(of=("self",)).filter(Scheduled.WAITING, pk=pk).first()
    if held is None:
        return False  # another worker was quicker, or somebody cancelled
    if target is None:
        stop(row, None, DELETED)
        return False
    try:
        with transaction.atomic():
            Scheduled.objects.filter(pk=pk).update(done=now)
            _press(kind, row)
            audit.enter(f"{target._meta.model_name}.schedule_done", target, PROGRAM, at=said(row.at))
    except (Closed, PermissionDenied, Http404):
        stop(row, target, _why_closed(kind, row.by, target))
    except ValidationError as error:
        stop(row, target, _plain("".join(error.messages)))
    except PressError as error:
        stop(row, target, _plain(str(error)))
    except DatabaseError:
        raise
    except Exception as error:  # of this one alone: the others must not wait for it
        logger.exception("a timed clearance failed")
        stop(row, target, f"程序出错（{type(error).__name__}），请管理员看日志，再由主编重新公开")
    else:
        return True
    return False


def _press(kind: Kind, row: Scheduled) -> None:
    """Press the button as whoever set the hour."""
    answers = {f"keep-{key}": "on" for key in row.answers}
    reasons = {f"reason-{key}": reason for key, reason in row.answers.items()}
    posted = {"decision": "clear", "seen": "on", "text": row.text, **answers, **reasons}
    with LogContext(user=row.by):
        kind.asked(row.by, int(row.object_id), **posted).take(int(row.object_id))


def _why_closed(kind: Kind, by: User, target: Model) -> str:
    """Return why somebody cannot clear a thing now."""
    if not by.is_active:
        return f"定时的账号“{name_of(by)}”已经停用"
    if not by.has_perm(kind.right):
        return f"定时的人（{name_of(by)}）已经没有公开的权限"
    office = kind.office(target)
    return {"text": "已经公开了", "notice": "已经撤回"}.get(office.sees, office.waits or "现在不能公开")


def _plain(message: str) -> str:
    """Return a refusal of the button as the end of a sentence."""
    return message.removeprefix("没有公开：").rstrip("。")


def _key(target: Model) -> dict[str, str]:
    return {"kind": kind_of(target).label, "object_id": str(target.pk)}


def said(at: datetime.datetime, now: datetime.datetime | None = None) -> str:
    """Return an hour to the minute, with its year where that is not this one."""
    local = timezone.localtime(at)
    year = "" if local.year == timezone.localtime(now).year else f"{local.year}年"
    return f"{year}{local.month}月{local.day}日 {local.hour}:{local.minute:02d}"
