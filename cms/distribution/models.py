"""What the app keeps; each part stands in a module of its own."""

from cms.distribution.members import Membership
from cms.distribution.orders import Inspection, PrintDefaults, PrintOrder
from cms.distribution.recipients import Recipient

__all__ = ["Inspection", "Membership", "PrintDefaults", "PrintOrder", "Recipient"]
