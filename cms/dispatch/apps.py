"""The app `dispatch`."""

from django.apps import AppConfig


class DispatchConfig(AppConfig):
    """Configuration of `dispatch`."""

    name = "cms.dispatch"
    verbose_name = "发文与回执"

    def ready(self) -> None:
        """Open a dispatch with every signature, tell clerks of withdrawals, and say whose the ledger is."""
        from cms.dispatch import signals
        from cms.dispatch.words import KINDS
        from cms.security import audit_words
        from cms.units.roles import grant

        signals.connect()
        grant(["clerk"], "dispatch.keep_ledger")
        audit_words.ACTIONS.update({f"dispatch.{kind}": name for kind, name in KINDS.items()})
        audit_words.ACTIONS.update(signals.AUDITED)
        audit_words.DATA.update(signals.DATA)
