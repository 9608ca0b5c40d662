"""The models of security: what is counted. The audit log is `core.audit`."""

from cms.security.throttle import Tally

__all__ = ["Tally"]
