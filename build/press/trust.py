"""Whom a copy may come from, and what was seen of them before: the keys that are trusted here, the highest number of
each, and of a release the longest list of what was taken out of it.

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
from press.manifest import Removed, Root, encoded, sum_of
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


class Taken(msgspec.Struct, frozen=True):
    """The longest list that was seen of what was taken out of a release: how many files, the SHA-256 in hex of it."""

    files: int
    list: str


class Known(msgspec.Struct):
    """The keys that are trusted, a line each; what was seen, by key and half; what was taken out, by the SHA-256 in hex
    of the root that lists it."""

    keys: list[str] = []
    seen: dict[str, Seen] = {}
    taken: dict[str, Taken] = {}


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

    def cut_short(self, data: bytes, removed: Removed | None, place: str) -> Iterator[Finding]:
        """Yield it where less was taken out of a release than was seen before: such a list only grows, and an older one
        is signed too."""
        seen, now = self.known.taken.get(sum_of(data)), _taken(removed)
        if seen and now.files < seen.files:
            yield Finding(
                "older",
                place,
                f"取出清单比见过的短：见过取出 {seen.files} 个文件的，这一份是 {now.files} 个",
                "取最新的一份；放回来的文件里可能有已经撤回的内容",
            )
        elif seen and now.files == seen.files and now != seen:
            yield Finding("mixed", place, "取出清单与见过的不是一条线上的", "向发布单位问清哪一份是真的")

    def remember(self, root: Root, data: bytes, key: PublicKey, removed: Removed | None = None) -> None:
        """Remember a root that holds, its key, and what was taken out since; once this returns, that stands."""
        try:
            self.state.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            with held(self.state.parent):
                self.known = self._read()
                before = msgspec.json.encode(self.known)
                self._note(root, data, key, removed)
                if (after := msgspec.json.encode(self.known)) != before:
                    put(self.state, msgspec.json.format(after, indent=1) + b"\n", 0o600)
        except OSError as error:
            raise SetupError(
                f"记不下见过的版本：{error.strerror}",
                place=str(self.state),
                remedy="用 --state 另指一个能写的文件；记不下来，就看不出以后有人给你旧的",
            ) from error

    def _note(self, root: Root, data: bytes, key: PublicKey, removed: Removed | None) -> None:
        known, name, digest = self.known, _named(key, root), sum_of(data)
        if key.line not in known.keys:
            known.keys.append(key.line)
        if name not in known.seen or known.seen[name].number < root.number:
            known.seen[name] = Seen(root.number, digest, root.at)
        if removed and (digest not in known.taken or known.taken[digest].files < len(removed.names)):
            known.taken[digest] = _taken(removed)

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


def _taken(removed: Removed | None) -> Taken:
    return Taken(len(removed.names), sum_of(encoded(removed))) if removed else Taken(0, "")


def _day(at: dt.datetime) -> str:
    return f"{at.astimezone():%Y年%-m月%-d日}"


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        raise ContentError(f"公钥文件读不了：{error.strerror}", place=str(path), remedy="检查路径") from error
