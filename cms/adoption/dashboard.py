"""What of adoptions stands on the home page: who appeared when, for editors; for a unit, its own record."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from cms.adoption.chart import chart
from cms.adoption.record import last_years
from cms.units.work import Drawn, Queue, Reader, part


@part(112)
def who_appeared_when(reader: Reader) -> Iterable[Drawn | Queue]:
    """Yield the chart of cities by month."""
    if not reader.province:
        return
    found, title = chart(timezone.localdate()), "近十二个月各市上稿"
    if found is None:
        yield Queue(title, [], "近十二个月还没有签发的简报。主编签发以后，这里看得出哪些市哪个月没有上稿")
    else:
        yield Drawn(title, "adoption/chart.html", {"chart": found})


@part(232)
def own_record(reader: Reader) -> Iterable[Drawn]:
    """Yield a unit's last years; its own page has all of them, with where each article was printed."""
    for unit in reader.units:
        url = f"{reverse('adoption_record')}?{urlencode({'unit': unit.code})}"
        years = last_years(reader.user, unit, timezone.localdate())
        yield Drawn(f"{unit.title}的采用记录", "adoption/own_record.html", {"years": years, "url": url})
