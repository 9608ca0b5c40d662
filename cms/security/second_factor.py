"""The second factor: a code from a phone beside the password, with ten recovery codes for the day the phone is lost."""

from __future__ import annotations

import math
import secrets
from base64 import b32encode

import django_otp
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from cms.core import audit

CODES = 10
LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"  # none that look alike


def device_of(user: User) -> TOTPDevice | None:
    """Return the phone that a user enrolled."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).first()


def must_enrol(user: User) -> bool:
    """Whether this installation demands a second factor of a user: of whoever signs, and of administrators."""
    return settings.SECOND_FACTOR == "required" and bool(user.is_superuser or user.has_perm("issues.sign_issue"))


def pending_device(user: User) -> TOTPDevice:
    """Return the device that a user is about to enrol, with its key."""
    device: TOTPDevice = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "手机"})[0]
    return device


def spoken_key(device: TOTPDevice) -> str:
    """Return the key as one types it, in groups of four."""
    key = b32encode(device.bin_key).decode()
    return " ".join(key[n : n + 4] for n in range(0, len(key), 4))


@transaction.atomic
def enrol(device: TOTPDevice, by: str) -> list[str]:
    """Make a device the user's phone and return new recovery codes, which nobody can read again later."""
    TOTPDevice.objects.filter(user=device.user, confirmed=True).delete()
    device.confirmed = True
    device.save()
    audit.enter("second_factor.enrol", device.user, by)
    return new_codes(device.user)


@transaction.atomic
def renew_codes(user: User, by: str) -> list[str]:
    """Replace the recovery codes."""
    audit.enter("second_factor.codes", user, by)
    return new_codes(user)


def new_codes(user: User) -> list[str]:
    """Return fresh codes; the database keeps only what proves them."""
    StaticDevice.objects.filter(user=user).delete()
    holder = StaticDevice.objects.create(user=user, name="恢复码")
    codes = ["".join(secrets.choice(LETTERS) for _ in range(8)) for _ in range(CODES)]
    for code in codes:
        holder.token_set.create(token=proof(user, code))
    return [f"{code[:4]}-{code[4:]}" for code in codes]


def proof(user: User, code: str) -> str:
    """Return what the database keeps of a recovery code."""
    plain = "".join(letter for letter in code.lower() if letter in LETTERS)
    return salted_hmac("second-factor-recovery", f"{user.pk}:{plain}", algorithm="sha256").hexdigest()[:16]


@transaction.atomic
def remove(user: User, action: str, by: str) -> bool:
    """Take a user's second factor away; False if there was none. `action` names it in the audit log."""
    if device_of(user) is None:
        return False
    TOTPDevice.objects.filter(user=user).delete()
    StaticDevice.objects.filter(user=user).delete()
    audit.enter(action, user, by)
    return True


def check(user: User, code: str) -> tuple[Device | None, str]:
    """Return the device that a code proves, or None and what to tell the user."""
    digits = code.replace(" ", "")
    phone = len(digits) == 6 and digits.isascii() and digits.isdigit()
    device = device_of(user) if phone else StaticDevice.objects.filter(user=user).first()
    if device is None:
        return None, "这个恢复码不对，或者已经用过。"
    wait = seconds_to_wait(device)
    if wait:
        return None, f"连续输错，请等 {wait} 秒再试。"
    found = django_otp.verify_token(user, device.persistent_id, digits if phone else proof(user, code))
    if found:
        if not phone:
            audit.enter("second_factor.recovery", user, user.get_username(), left=device.token_set.count())
        return found, ""
    audit.enter("second_factor.fail", user, user.get_username())
    if phone:
        return None, "验证码不对。请看手机上现在显示的六位数字，也请看看手机的时间准不准。"
    return None, "这个恢复码不对，或者已经用过。"


def seconds_to_wait(device: TOTPDevice | StaticDevice) -> int:
    """Return how long a device refuses codes after wrong ones: 1, 2, 4, 8 … seconds."""
    allowed, why = device.verify_is_allowed()
    return 0 if allowed else math.ceil((why["locked_until"] - timezone.now()).total_seconds())


def account(username: str) -> User | None:
    """Return the account of this name, or None."""
    return get_user_model().objects.filter(username=username).first()
