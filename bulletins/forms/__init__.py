"""The printed forms of dispatch: plain rows in, PDF out, by the typesetter of the bulletins.

Labels and envelopes, 签收单, 机要交接清单, 送文 and 发文登记簿, 清退清单, 销毁登记. What stands where is worked out
before anything is set, so what has no room is refused by name, and nothing overflows.
"""

from bulletins.forms.codes import Kind
from bulletins.forms.envelopes import SIZES_MM as ENVELOPES_MM
from bulletins.forms.envelopes import Sender, envelopes
from bulletins.forms.labels import labels
from bulletins.forms.recalls import destruction_register, recall_list, recall_lists
from bulletins.forms.receipts import handover_list, receipt_sheets
from bulletins.forms.registers import Keeping, detail_pages, document_register, post_register
from bulletins.forms.rows import Delivery, Destroyed, Occasion, Recalled, Registered, Share, serial_ranges
from bulletins.forms.stock import PRESETS, Stock
from bulletins.forms.trial import trial_sheet

__all__ = [
    "ENVELOPES_MM",
    "PRESETS",
    "Delivery",
    "Destroyed",
    "Keeping",
    "Kind",
    "Occasion",
    "Recalled",
    "Registered",
    "Sender",
    "Share",
    "Stock",
    "destruction_register",
    "detail_pages",
    "document_register",
    "envelopes",
    "handover_list",
    "labels",
    "post_register",
    "recall_list",
    "recall_lists",
    "receipt_sheets",
    "serial_ranges",
    "trial_sheet",
]
