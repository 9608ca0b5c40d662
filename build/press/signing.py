"""Keys and signatures: Ed25519, in the files of minisign, so that who has only that can verify too.

https://jedisct1.github.io/minisign/#signature-format; what is signed is the BLAKE2b-512 of a file ("ED"). The private
key has no password, for the worker has nobody to ask: its file is its owner's alone, and only what builds reads it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from press.durable import put, sync
from press.home import var
from records import ContentError, SetupError
from records.owner import owner_only

UNTRUSTED, TRUSTED = "untrusted comment: ", "trusted comment: "
ENDING = ".minisig"
PRIVATE, PUBLIC, COUNTER = "release.key", "release.pub", "release.number"
PLAIN = b"Ed\0\0B2" + bytes(48)  # of a private key: signed with Ed25519, not encrypted, summed with BLAKE2b


class BadSignature(ContentError):
    """A signature that none of the keys made for these bytes, or that is none."""


@dataclass(frozen=True)
class PublicKey:
    """Who signed: 8 bytes by which a key is named, and its 32 bytes."""

    id: bytes
    data: bytes

    @property
    def name(self) -> str:
        """How minisign shows which key it is: 16 hexadecimal digits."""
        return f"{int.from_bytes(self.id, 'little'):016X}"

    @property
    def line(self) -> str:
        """The key as one line, as `minisign -P` takes it."""
        return base64.b64encode(b"Ed" + self.id + self.data).decode()

    @property
    def text(self) -> str:
        """The key as a file."""
        return f"{UNTRUSTED}minisign public key {self.name}\n{self.line}\n"

    @classmethod
    def of(cls, text: str, place: str = "") -> PublicKey:
        """Read a key from its file or its line; ContentError if it is none."""
        lines = [line for line in text.splitlines() if line and not line.startswith(UNTRUSTED)]
        data = _decoded(lines[0]) if len(lines) == 1 else b""
        if len(data) != 42 or data[:2] != b"Ed":
            raise ContentError("不是公钥文件", place=place, remedy="要 press key 或 minisign 写出的公钥")
        return cls(data[2:10], data[10:])


@dataclass(frozen=True)
class OwnKey:
    """The key of this installation; it shows itself in no message."""

    public: PublicKey
    folder: Path
    _private: Ed25519PrivateKey = field(repr=False)

    @property
    def last_number(self) -> int:
        """The highest number that was given to what this key signed; 0 if none was."""
        noted = self.folder / COUNTER
        text = noted.read_text().strip() if noted.is_file() else "0"
        if not text.isdecimal():
            raise SetupError("已用到的编号读不懂", place=str(noted), remedy="写上最近一个发布版本的编号")
        return int(text)

    def use_up(self, number: int) -> None:
        """Remember that a number is given away, before anybody sees it; no other release is signed under it."""
        put(self.folder / COUNTER, f"{max(number, self.last_number)}\n".encode(), 0o600)

    def sign(self, data: bytes, comment: str) -> str:
        """Return the text of a signature of a file; `comment` is signed with it and has one line."""
        signature = self._private.sign(hashlib.blake2b(data).digest())
        return _written(self.public, signature, comment, self._private.sign(signature + comment.encode()))


def check(data: bytes, text: str, keys: Iterable[PublicKey], place: str = "") -> PublicKey:
    """Return which key signed a file; BadSignature if none of these did, or if the signature is not as we write it."""
    public, signature, comment, whole = _read(text, place)
    # Anything that differs from what we would write, be it in a comment that is not signed, was changed by someone.
    if text != _written(public, signature, comment, whole):
        raise BadSignature("签名文件被改动过", place=place, remedy="重新取一份")
    for key in keys:
        if key.id == public.id:
            try:
                verifier = Ed25519PublicKey.from_public_bytes(key.data)
                verifier.verify(signature, hashlib.blake2b(data).digest())
                verifier.verify(whole, signature + comment.encode())
            except InvalidSignature:
                continue
            return key
    raise BadSignature("签名与内容不符", place=place, remedy="内容或签名被改动过，重新取一份")


def signer(text: str, place: str = "") -> str:
    """Return the name of the key that a signature says it is of; nothing is proved by that."""
    return _read(text, place)[0].name


def _written(public: PublicKey, signature: bytes, comment: str, whole: bytes) -> str:
    first = base64.b64encode(b"ED" + public.id + signature).decode()
    last = base64.b64encode(whole).decode()
    return f"{UNTRUSTED}signature by key {public.name}\n{first}\n{TRUSTED}{comment}\n{last}\n"


def _read(text: str, place: str) -> tuple[PublicKey, bytes, str, bytes]:
    lines = text.split("\n")
    first, whole = (_decoded(lines[1]), _decoded(lines[3])) if len(lines) == 5 else (b"", b"")
    if len(first) != 74 or first[:2] != b"ED" or len(whole) != 64 or not lines[2].startswith(TRUSTED):
        raise BadSignature("签名文件读不懂", place=place, remedy="重新取一份")
    return PublicKey(first[2:10], b""), first[10:], lines[2].removeprefix(TRUSTED), whole


def _decoded(line: str) -> bytes:
    try:
        return base64.b64decode(line, validate=True)
    except (binascii.Error, ValueError):
        return b""


def folder_of_keys() -> Path:
    """Return where the keys of this installation stand."""
    return var() / "keys"


def private_file() -> Path:
    """Return where the private key stands, or would."""
    return folder_of_keys() / PRIVATE


def make() -> PublicKey:
    """Make the key of this installation unless it has one; return its public half. Once this returns, it stands."""
    folder = folder_of_keys()
    if not (folder / PRIVATE).exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        private = Ed25519PrivateKey.generate()
        data = private.public_key().public_bytes_raw()
        public = PublicKey(hashlib.blake2b(data, digest_size=8).digest(), data)
        secret = public.id + private.private_bytes_raw() + data
        summed = secret + hashlib.blake2b(b"Ed" + secret, digest_size=32).digest()
        text = f"{UNTRUSTED}minisign secret key\n{base64.b64encode(PLAIN + summed).decode()}\n"
        put(folder / PUBLIC, public.text.encode(), 0o600)
        put(folder / PRIVATE, text.encode(), 0o600)
        sync(folder.parent)
    return PublicKey.of((folder / PUBLIC).read_text(), str(folder / PUBLIC))


def own_public() -> PublicKey | None:
    """Return the public half of this installation's key; None if it has none, or another account has it."""
    path = folder_of_keys() / PUBLIC
    try:
        return PublicKey.of(path.read_text(), str(path))
    except (FileNotFoundError, PermissionError):
        return None


def own() -> OwnKey | None:
    """Return this installation's key; None if it has none. For what builds, and nobody else.

    Raises:
        SetupError: the file is damaged, or belongs to someone else.

    """
    path = folder_of_keys() / PRIVATE
    if not path.exists():
        return None
    owner_only(path.parent)
    lines = path.read_text("utf-8", errors="replace").splitlines()
    data = _decoded(lines[1]) if len(lines) == 2 else b""
    secret, summed = data[len(PLAIN) : -32], data[-32:]
    if (
        len(data) != len(PLAIN) + 104
        or not data.startswith(PLAIN[:6])
        or hashlib.blake2b(b"Ed" + secret, digest_size=32).digest() != summed
    ):
        raise SetupError("签名私钥读不懂", place=str(path), remedy="从备份恢复，或移走后运行 press key 另做一把")
    private = Ed25519PrivateKey.from_private_bytes(secret[8:40])
    public = PublicKey(secret[:8], private.public_key().public_bytes_raw())
    return OwnKey(public, path.parent, private)
