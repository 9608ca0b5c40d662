"""Progress on a terminal, silence when piped."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

LABELS = {
    "places": "地区",
    "units": "报送单位",
    "fields": "服务领域",
    "kinds": "做法类型",
    "indicators": "指标",
    "synonyms": "同义词",
    "publications": "刊物",
    "distribution": "分发名单",
    "clippings": "剪报",
    "issues": "简报",
    "cases": "案例",
    "collections": "展播",
    "export": "导出",
    "pdf": "排版 PDF",
    "stage": "准备页面",
    "render": "生成网页",
    "audit": "检查版面",
    "bundle": "打包",
    "apply": "写入",
    "verify": "核对",
}


class Bar:
    """A progress bar per step; call it with (step, done, total). Does nothing where the output is not a terminal."""

    def __init__(self, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=quiet or not console.is_terminal,
        )
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self.progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.progress.stop()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Show that `done` of `total` pieces of a step are finished."""
        if step not in self.tasks:
            self.tasks[step] = self.progress.add_task(LABELS.get(step, step), total=total)
        self.progress.update(self.tasks[step], completed=done, total=total)
