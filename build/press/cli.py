"""The one command, `press`: its verbs in the order in which content travels."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from io import TextIOWrapper
from pathlib import Path
from typing import Any

import click

from press.progress import LABELS, Bar
from records import PressError

DIST = Path("dist")
# What is no file, no directory or not readable, the verbs say themselves, in Chinese.
Anything = click.Path(readable=False, path_type=Path)
Directory = Anything


class Verbs(click.Group):
    """Lists the verbs in the order they are defined, and turns a PressError into one line and status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the verbs as content meets them."""
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # the name of a file need not be UTF-8
        try:
            return super().invoke(ctx)
        except PressError as error:
            click.echo(f"错误：{error}", err=True)
            sys.exit(error.exit_code)
        except BrokenPipeError:
            raise
        except OSError as error:
            click.echo(
                f"错误：{error.filename or ''}：读写时出错，{error.strerror}（检查路径、权限和磁盘空间）", err=True
            )
            sys.exit(1)


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """简报编辑部：从 CMS 到网站和印刷 PDF。"""
    # a web server of another account reads the site; what is not for it stands in folders that are shut
    os.umask(0o022)


as_json = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出结果")


@main.command("import")
@click.argument("files", nargs=-1, required=True, type=Anything)
@click.option("--to", "target", type=Directory, help="写成导出目录，不进 CMS（不需要数据库）")
@click.option("--cleared-by", "cleared_by", default="", metavar="姓名", help="配合 --to：按各期日期公开，记下批准人")
@as_json
def import_(files: tuple[Path, ...], target: Path | None, cleared_by: str, as_json: bool) -> None:
    """把旧简报和稿件（文本或 .docx）读成 CMS 里的草稿，并写出存疑报告。"""
    if cleared_by and not target:
        raise click.UsageError("--cleared-by 要和 --to 一起用；进 CMS 的简报在后台签发、公开。")
    if target:
        from press.importing import import_to_directory

        outcome = import_to_directory(files, target, cleared_by)
    else:
        from press import with_cms

        with_cms.start()
        os.umask(0o077)  # reports of doubts quote drafts
        from press.import_cms import import_to_cms

        outcome = import_to_cms(files)
    click.echo(json.dumps(outcome.as_data(), ensure_ascii=False, indent=1) if as_json else outcome.report())
    if outcome.failed:
        sys.exit(1)


@main.command("load")
@click.argument("path", metavar="目录", type=Directory)
@as_json
def load_(path: Path, as_json: bool) -> None:
    """把导出目录装入 CMS；CMS 里已有的不动。"""
    from press import with_cms

    with_cms.start()
    from press.load import load

    with Bar() as bar:
        counts = load(path, bar)
    say(counts, as_json, "装入" if counts else "都已在 CMS 里，没有装入新的")


@main.command("export")
@click.argument("path", metavar="目录", type=Directory)
@as_json
def export_(path: Path, as_json: bool) -> None:
    """把 CMS 里已完成的内容导出到目录。"""
    from press import with_cms

    with_cms.start()
    from press.export import export
    from press.sound import unexported

    with Bar() as bar:
        counts = export(path, bar)
    say(counts, as_json, f"导出到 {path}")
    for row in unexported(path):
        click.echo(f"没有导出：{row.fault}", err=True)


workers_ = click.option(
    "--workers", type=click.IntRange(1), metavar="个数", help="同时用几个进程排版、画网页；不写，有几个核就用几个"
)


@main.command()
@click.option("--export", "source", type=Directory, help="从这个导出目录构建，不用 CMS 和数据库")
@click.option("--out", type=Directory, default=DIST, show_default=True, help="发布版本放在这里的 releases/ 下")
@click.option("--full", is_flag=True, help="全部重做：网页和检索索引都不取上次的")
@click.option("--retypeset", is_flag=True, help="没有留存 PDF 的简报全部重新排版，不用缓存")
@workers_
@click.option("--cluster", default="", metavar="地址", help="排版、画网页交给这个 Dask 集群，如 tcp://10.0.0.5:8786")
@click.option("--wait", is_flag=True, help="另一次构建没有结束时一直等，不报错")
@click.option("--keep", type=click.IntRange(1), default=10, show_default=True, help="留最近几个发布版本")
@click.option("--let-go", is_flag=True, help="许多网页没有撤回的记录就不见了，也照样发布")
@click.option("--again", multiple=True, metavar="种类/编号", help="撤回、删改过的这一条可以再公开（不用 CMS 时）")
@as_json
def build(
    source: Path | None,
    out: Path,
    full: bool,
    retypeset: bool,
    workers: int | None,
    cluster: str,
    wait: bool,
    keep: int,
    let_go: bool,
    again: tuple[str, ...],
    as_json: bool,
) -> None:
    """导出、生成网站和 PDF、检查，然后切换到新的发布版本。"""
    from press.lock import FOR_EVER_S, PATIENCE_S, locked
    from press.release import How, build_release
    from press.tombstones import let_back

    how = How(full=full, retypeset=retypeset, workers=workers or 0, cluster=cluster, keep=keep, let_go=let_go)
    with locked(out, FOR_EVER_S if wait else PATIENCE_S), Bar(quiet=as_json) as bar:
        let_back(out, again)
        if source is None:
            from press import with_cms

            with_cms.start()
            from press.worker import build_once

            release = build_once(out, how, bar)
        else:
            release = build_release(source, out, how, bar)
    if as_json:
        click.echo(json.dumps(release.as_data(), ensure_ascii=False))
    else:
        state = "没有变化，仍是" if release.unchanged else "已发布"
        click.echo(
            f"{state} {release.path}：{release.cases} 个案例、{release.issues} 期公开简报、{release.pdfs} 份印刷 PDF"
        )
        for remark in release.remarks:
            click.echo(f"请看一看：{remark}")
        for line in release.held:
            click.echo(f"没有照现在的样子发布：{line}", err=True)


@main.command()
@click.argument("release", required=False, type=Directory)
@as_json
def check(release: Path | None, as_json: bool) -> None:
    """检查一个发布版本（默认是当前版本）：链接可达、不连站外、图片干净，逐份量 PDF 的版面。"""
    from press.gate import check_release, misprints

    release = release or DIST / "current"
    with Bar(quiet=as_json) as bar:
        problems = [*check_release(release), *misprints(release, bar)]
    if as_json:
        click.echo(json.dumps([str(p) for p in problems], ensure_ascii=False))
    else:
        click.echo("\n".join(str(p) for p in problems) or "没有发现问题")
    if problems:
        sys.exit(1)


@main.command()
@click.argument("words", metavar="词语…", nargs=-1, required=True)
@click.option("--release", type=Directory, default=DIST / "current", show_default=True, help="在这个发布版本里查")
@as_json
def find(words: tuple[str, ...], release: Path, as_json: bool) -> None:
    """用网站自己的检索索引查找；几个词须同时出现，“……”里的算一个词。"""
    from press.search import Index

    rows = Index(release / "site" / "assets" / "search").find(" ".join(words))
    if as_json:
        results = [
            {"number": row.record, "title": row.title, "address": row.address, "where": row.where, "when": row.when}
            for row in rows
        ]
        click.echo(json.dumps({"total": len(rows), "results": results}, ensure_ascii=False))
    else:
        lines = [f"{row.record}  {row.title}（{'，'.join(filter(None, (row.where, row.when)))}）" for row in rows]
        click.echo("\n".join([*lines, f"共 {len(rows)} 条"]))


@main.command()
@click.option("--out", type=Directory, default=DIST, show_default=True, help="发布版本所在的目录")
@click.option("--cms-port", default=8000, show_default=True)
@click.option("--site-port", default=8001, show_default=True)
def serve(out: Path, cms_port: int, site_port: int) -> None:
    """在本机同时打开 CMS 和网站；编辑发布后自动重新生成。"""
    from press import with_cms

    with_cms.start()
    from press.serve import serve

    serve(out, cms_port=cms_port, site_port=site_port)


@main.command()
@click.option("--out", type=Directory, default=DIST, show_default=True, help="发布版本放在这里的 releases/ 下")
@workers_
@click.option("--keep", type=click.IntRange(1), default=10, show_default=True, help="留最近几个发布版本")
def worker(out: Path, workers: int | None, keep: int) -> None:
    """一直运行：CMS 里一有改动就发布，到时公开定时的内容，发出邮件。"""
    from press import with_cms

    with_cms.start()
    from press.release import How
    from press.worker import work

    work(out, How(workers=workers or 0, keep=keep))


@main.command()
@click.option("--out", type=Directory, default=DIST, show_default=True, help="发布版本所在的目录")
def rollback(out: Path) -> None:
    """把上一个发布版本的内容作为新版本再发布；此后撤回、删改的不再出现。"""
    from press.lock import locked
    from press.rollback import roll_back

    with locked(out), Bar() as bar:
        release = roll_back(out, progress=bar)
    click.echo(f"已退回上一个版本的内容，发布为 {release.path}")
    for line in release.held:
        click.echo(f"没有照原来的样子发布：{line}", err=True)


as_state = click.option("--state", type=Anything, help="记着见过哪些版本的文件，默认在 PRESS_VAR 里")
as_key = click.option("--key", "public", type=Anything, help="只认这个公钥文件；不写就认记下的，一个也没有时记下第一个")


@main.command()
@click.argument("folder", metavar="[目录]", required=False, type=Directory)
@as_key
@as_state
@click.option("--max-age", type=click.FloatRange(0), metavar="天数", help="多少天没有更新就算出错")
@as_json
def verify(folder: Path | None, public: Path | None, state: Path | None, max_age: float | None, as_json: bool) -> None:
    """核对一份网站（默认是当前版本）：字节、签名，是不是见过的最新的一版；不用网络。"""
    from press.trust import Trust
    from press.verify import verify

    with Bar(quiet=as_json) as bar:
        report = verify(folder or DIST, Trust(state, public, max_age_days=max_age), bar)
    click.echo(report.as_json() if as_json else report.text())
    if not report.holds:
        sys.exit(1)


@main.command()
@click.argument("file", metavar="文件", type=Anything)
@click.option("--since", type=click.IntRange(1), metavar="编号", help="只打从这一版以来变了的，叫增量")
@click.option("--out", type=Directory, default=DIST, show_default=True, help="发布版本所在的目录")
@as_json
def bundle(file: Path, since: int | None, out: Path, as_json: bool) -> None:
    """把当前版本的网站打成一个 zip，解开后双击 index.html 就能看、能检索。"""
    from press.bundle import bundle

    with Bar(quiet=as_json) as bar:
        made = bundle(out, file, since, bar)
    if as_json:
        click.echo(json.dumps(made.as_data(), ensure_ascii=False))
    else:
        what = f"第 {made.since} 版到第 {made.number} 版的增量" if made.since else f"第 {made.number} 版"
        click.echo(f"{made.path}：{what}，{made.files} 个文件，{made.bytes / 1e6:.1f} MB")
    if not made.signed:
        click.echo("提醒：没有签名，press apply 不会装它。先运行 press key，再发布、打包一次", err=True)


@main.command()
@click.argument("file", metavar="文件", type=Anything)
@click.argument("folder", metavar="[目录]", required=False, type=Directory)
@as_key
@as_state
@as_json
def apply(file: Path, folder: Path | None, public: Path | None, state: Path | None, as_json: bool) -> None:
    """把 press bundle 打的文件装到目录里（默认 dist/site）：整份装到哪里都行，增量装在它的那一版上。"""
    from press.apply import apply
    from press.trust import Trust

    with Bar(quiet=as_json) as bar:
        done = apply(file, folder or DIST / "site", Trust(state, public), bar)
    if as_json:
        click.echo(json.dumps(done.as_data(), ensure_ascii=False))
        return
    if done.unchanged:
        click.echo(f"{done.folder} 已经是第 {done.number} 版，没有动")
    else:
        files = f"新增、改动 {done.came} 个文件，去掉 {done.gone} 个"
        click.echo(f"{done.folder} 现在是第 {done.number} 版，公钥 {done.key}：{files}")
    for remark in done.remarks:
        click.echo(f"请看一看：{remark}")


@main.command()
@click.option("--export", "target", type=Anything, metavar="文件", help="把公钥写到这个文件，交给要核对的人")
@as_json
def key(target: Path | None, as_json: bool) -> None:
    """给发布版本签名用的钥匙：没有就做一把，显示公钥。私钥只在 PRESS_VAR/keys 里，谁也不给。"""
    from press import signing

    public = signing.make()
    if target:
        target.write_text(public.text)
    if as_json:
        click.echo(json.dumps({"key": public.name, "public": public.line, "private": str(signing.private_file())}))
    else:
        click.echo(f"公钥 {public.name}：{public.line}\n私钥在 {signing.private_file()}，请备份，不要外传")


def say(counts: Mapping[str, int], as_json: bool, what: str) -> None:
    """Print what was done."""
    if as_json:
        click.echo(json.dumps(counts))
    else:
        parts = "、".join(f"{LABELS[name]} {n}" for name, n in counts.items())
        click.echo(f"{what}：{parts}" if parts else what)
