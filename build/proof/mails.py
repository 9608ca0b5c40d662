"""Mail addresses at providers where people have their private ones; a unit's own
and the government's are no finding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from proof.numbers import Span

PROVIDERS = (
    *(
        "qq.com",
        "foxmail.com",
        "163.com",
        "126.com",
        "yeah.net",
        "188.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "wo.com.cn",
        "sina.com",
    ),
    *(
        "sina.cn",
        "sina.com.cn",
        "sohu.com",
        "tom.com",
        "21cn.com",
        "aliyun.com",
        "263.net",
        "eyou.com",
        "china.com",
        "netease.com",
    ),
    *(
        "gmail.com",
        "googlemail.com",
        "hotmail.com",
        "outlook.com",
        "live.com",
        "live.cn",
        "msn.com",
        "icloud.com",
        "me.com",
        "mac.com",
    ),
    *(
        "yahoo.com",
        "yahoo.cn",
        "yahoo.com.cn",
        "proton.me",
        "protonmail.com",
        "gmx.com",
        "mail.com",
        "chinaren.com",
        "citiz.net",
    ),
)
NAME = re.compile(r"[A-Za-z0-9._%+\-]{1,64}[ \n]{0,2}$")
DOMAIN = re.compile(r"[ \n]{0,2}([A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4})")


def mails(text: str) -> Iterator[Span]:
    """Yield the private mail addresses of a text that `numbers.plain` has folded."""
    at = text.find("@")
    while at >= 0:
        name, domain = NAME.search(text[max(0, at - 66) : at]), DOMAIN.match(text, at + 1)
        if name and domain and _is_private(domain[1].lower()):
            yield Span("mail", max(0, at - 66) + name.start(), domain.end())
        at = text.find("@", at + 1)


def _is_private(domain: str) -> bool:
    return any(domain == provider or domain.endswith("." + provider) for provider in PROVIDERS)
