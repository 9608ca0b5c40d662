"""The one error family.

PressError                 something a person can mend; names the place and the remedy
├── ContentError           a problem in the content (exit status 1)
│   ├── RecordError        a record file that cannot be read or breaks the format
│   ├── Unsound            several records that do not hold
│   └── NotABulletin       a file to import that is no bulletin
├── TypesetError           a page that cannot be set, e.g. a character without a glyph
└── SetupError             the machine lacks something (exit status 1)
"""


class PressError(Exception):
    """What went wrong, where, and what to do, in Simplified Chinese for the person at the keyboard."""

    exit_code = 1

    def __init__(self, message: str, *, place: str = "", remedy: str = "") -> None:
        self.message, self.place, self.remedy = message, place, remedy
        super().__init__(f"{place}：{message}" if place else message)

    def __str__(self) -> str:
        """Return one line: place, problem, remedy."""
        text = f"{self.place}：{self.message}" if self.place else self.message
        return f"{text}（{self.remedy}）" if self.remedy else text


class ContentError(PressError):
    """A problem in the content."""


class RecordError(ContentError):
    """A record file that cannot be read or breaks the format."""


class NotABulletin(ContentError):
    """A file to import that is no bulletin."""


class TypesetError(PressError):
    """A page that cannot be set."""


class SetupError(PressError):
    """The machine lacks something."""
