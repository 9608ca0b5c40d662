"""The nouns of the office, free of Django: records, their Markdown and YAML form, and the one error family."""

from press.records.body import (
    Body,
    Heading,
    Paragraph,
    Picture,
    Point,
    Quotation,
    Table,
    format_body,
    marker,
    numbers,
    parse_body,
    texts,
)
from press.records.errors import ContentError, NotABulletin, PressError, RecordError, SetupError, TypesetError
from press.records.model import (
    CASE_SECTIONS,
    Article,
    Case,
    Clipping,
    Collection,
    Contact,
    DistributionList,
    Field,
    Figure,
    Indicator,
    Issue,
    Item,
    Level,
    Mechanism,
    Place,
    PracticeKind,
    PrintedLine,
    Publication,
    Recipient,
    Record,
    Report,
    Section,
    Source,
    Step,
    Submission,
    Synonym,
    Threshold,
    ThresholdRow,
    Unit,
    Version,
)
from press.records.store import KINDS, Export, Writer, is_public
from press.records.text import locate, paragraphs, places_of_text, report_sum, split_lead_in

__all__ = [name for name in dir() if not name.startswith("_")]
