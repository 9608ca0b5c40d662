"""Whom a copy may come from, and what was seen of them before: the keys that are trusted here, and the highest number
of each.

The first key that is met is taken and said; from then on another one is foreign until somebody names it (`--key`), as
ssh does with machines. What is remembered is what makes an old copy old: a signature alone does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from press.durable import put
from press.home import var
from press.lock import held
from press.manifest import Root, sum_of
from press.signing import BadSignature, PublicKey, check, own_public, signer
from records import ContentError, PressError, SetupError

STATE = "seen.json"
AHEAD = dt.timedelta(days=1)


class Finding(msgspec.Struct, frozen=True):
    """Something that does not hold of a copy.

    `kind` is changed, missing, extra, returned, link, list, mixed, unsigned, signature, foreign, older or frozen.
    """

    kind: str
    place: str
    message: str
    remedy: str = ""

    def __str__(self) -> str:
        """Return one line: place, problem, remedy."""
        return str(PressError(self.message, place=self.place, remedy=self.remedy))


class Seen(msgspec.Struct, frozen=True):
    """The highest release that was seen of a key: its number, the SHA-256 in hex of its root, when that was made."""

    number: int
    root: str
    at: dt.datetime


class Known(msgspec.Struct):
    """The keys that are trusted, a line each; what was seen, by key and half."""

    keys: list[str] = []
    seen: dict[str, Seen] = {}


class Trust:
    """Judges roots by their signature and by what was seen before.

    Args:
        state: the file that remembers; one of this installation if it is None.
        key: the file of the only key that may have signed; the trusted ones if it is None.
        max_age_days: how old a root may be; None for any age.
        now: the time.

    Raises:
        PressError: one of the files cannot be read.

    """

    def __init__(
        self,
        state: Path | None = None,
        key: Path | None = None,
        *,
        max_age_days: float | None = None,
        now: dt.datetime | None = None,
    ) -> None:
        self.state = state or var() / STATE
        self.max_age_days, self.now = max_age_days, now or dt.datetime.now(dt.UTC)
        self.known = self._read()
        self.named = [PublicKey.of(_text(key), str(key))] if key else []
        own = own_public()
        self.keys = self.named or [*([own] if own else []), *(PublicKey.of(line) for line in self.known.keys)]
        self.remarks: list[str] = []

    def signed(self, root: Root, data: bytes, signature: bytes | None, public: bytes | None) -> PublicKey | None:
        """Return which trusted key signed a root; None if it does not even claim that.

        Args:
            root: the root.
            data: its bytes.
            signature: the file beside it.
            public: the file of the key that came with it; taken if none is known yet.

        Raises:
            BadSignature: the signature does not hold.
            ForeignKey: it is of a key that is not trusted.

        """
        if signature is None:
            if root.key:
                raise BadSignature("签名文件不见了", remedy="重新取一份")
            return None
        text = signature.decode("utf-8", errors="replace")
        if not self.keys and public is not None:
            first = PublicKey.of(public.decode("utf-8", errors="replace"), "release.pub")
            self.remarks.append(f"第一次见到公钥 {first.name}，今后只认它；请向发布单位核对这 16 位")
            self.keys = [first]
        name = signer(text)
        if not any(key.name == name for key in self.keys):
            whom = f"不是认识的公钥（{'、'.join(key.name for key in self.keys)}）" if self.keys else "没有带着公钥"
            raise ForeignKey(
                f"签名的是 {name}，{whom}", remedy="别处来的，不要用；换过公钥的，核对后用 --key 指定新公钥"
            )
        key = check(data, text, self.keys)
        if root.key != key.name:
            raise BadSignature("清单上写的公钥不是签名的那一把", remedy="重新取一份")
        if public is not None and public.decode("utf-8", errors="replace") != key.text:
            raise BadSignature("带着的公钥文件被改动过", place="release.pub", remedy="以另外取得的公钥为准，重新取一份")
        return key

    def findings(self, root: Root, data: bytes, key: PublicKey) -> Iterator[Finding]:
        """Yield what does not fit what was seen before of this key, or is too old."""
        seen, digest = self.known.seen.get(_named(key, root)), sum_of(data)
        if seen and root.number < seen.number:
            yield Finding(
                "older",
                f"第 {root.number} 版",
                f"比见过的旧：见过第 {seen.number} 版（{_day(seen.at)}）",
                "取最新的一份；旧的可能还有已经撤回的内容",
            )
        elif seen and (
            (root.number == seen.number and digest != seen.root)
            or (root.before_number == seen.number and root.before != seen.root)
        ):
            yield Finding(
                "mixed",
                f"第 {root.number} 版",
                f"与见过的第 {seen.number} 版不是一条线上的：同一把私钥签过两份不同的",
                "向发布单位问清哪一份是真的",
            )
        age = (self.now - root.at) / dt.timedelta(days=1)
        if self.max_age_days is not None and age > self.max_age_days:
            yield Finding(
                "frozen",
                f"第 {root.number} 版",
                f"{_day(root.at)}以后没有更新，已经 {age:.0f} 天，限 {self.max_age_days:g} 天",
                "取一份新的；取不到时，问发布单位是不是停了",
            )
        if root.at - self.now > AHEAD:
            self.remarks.append(f"这一版写的时间 {root.at:%Y-%m-%d %H:%M} 还没有到，请校准本机的时钟")

    def remember(self, root: Root, data: bytes, key: PublicKey) -> None:
        """Remember a root that holds, and its key; once this returns, that stands."""
        try:
            self.state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with held(self.state.parent):
                self.known = known = self._read()
                seen = known.seen.get(_named(key, root))
                if key.line in known.keys and seen and seen.number >= root.number:
                    return
                known.keys = [*dict.fromkeys([*known.keys, key.line])]
                if not seen or seen.number < root.number:
                    known.seen[_named(key, root)] = Seen(root.number, sum_of(data), root.at)
                put(self.state, msgspec.json.format(msgspec.json.encode(known), indent=1) + b"\n", 0o600)
        except OSError as error:
            raise SetupError(
                f"记不下见过的版本：{error.strerror}",
                place=str(self.state),
                remedy="用 --state 另指一个能写的文件；记不下来，就看不出以后有人给你旧的",
            ) from error

    def also(self, public: Iterable[bytes]) -> None:
        """Trust keys that stand where something is to be replaced, as long as no other one is known."""
        if not self.keys:
            self.keys = [PublicKey.of(each.decode("utf-8", errors="replace"), "release.pub") for each in public]

    def _read(self) -> Known:
        try:
            return msgspec.json.decode(self.state.read_bytes(), type=Known)
        except FileNotFoundError:
            return Known()
        except (OSError, msgspec.DecodeError) as error:
            raise SetupError(
                "记着见过哪些版本的文件读不了", place=str(self.state), remedy="从备份恢复，或用 --state 另指一个文件"
            ) from error


class ForeignKey(BadSignature):
    """Signed by a key that is not trusted here."""


def _named(key: PublicKey, root: Root) -> str:
    return f"{key.line} {root.part}"


def _day(at: dt.datetime) -> str:
    return f"{at.astimezone():%Y年%-m月%-d日}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise ContentError(f"公钥文件读不了：{error.strerror}", place=str(path), remedy="检查路径") from error
