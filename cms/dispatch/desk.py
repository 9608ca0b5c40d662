"""How the pages of the ledger answer: who may see them, and one form of several that is posted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from cms.core.audit import account_of
from cms.core.who import user_of
from cms.dispatch.forms import ActForm

RIGHT = "dispatch.keep_ledger"
NOT_NOW = "这一步现在不能做：可能刚才已经做过。下面是现在的状态。"
View = Callable[..., HttpResponseBase]


def for_clerks(view: View) -> View:
    """Let nobody through who does not keep the ledger."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.has_perm(RIGHT):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def by(request: HttpRequest) -> str:
    """Return who is at work, as the ledger names them: names repeat, accounts do not."""
    return account_of(user_of(request))


def acted(request: HttpRequest, kinds: Iterable[type[ActForm]], target: Any) -> ActForm | None:
    """Post the form that was sent; return it where it has to be filled in again, None once it is done with."""
    kind = next((one for one in kinds if one.act == request.POST.get("act")), None)
    if kind is None:
        messages.error(request, NOT_NOW)
        return None
    form = kind(request.POST, target=target)
    if form.is_valid():
        try:
            posted = form.post(by(request))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, f"{form.said()}（先前已登记过，没有重复）" if posted.again else form.said())
            return None
    messages.error(request, "没有登记：" + "".join(_first(form)))
    return form


def _first(form: ActForm) -> Sequence[str]:
    return [str(errors[0]) for errors in form.errors.values()][:1]


def shown(kinds: Iterable[type[ActForm]], target: Any, sent: ActForm | None) -> list[ActForm]:
    """Return the forms that make sense now, and the one that was sent as it was filled in."""
    open_now = [kind for kind in kinds if kind.open_to(target) or (sent and kind.act == sent.act)]
    return [sent if sent and kind.act == sent.act else kind(target=target) for kind in open_now]


def this_year() -> int:
    """Return the year in which most is done."""
    return timezone.localdate().year
