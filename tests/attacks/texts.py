"""Text files that are an attack."""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.attacks.making import HAN, HEAD, IMPRINT, MAKERS, bulletin

TEXT: dict[str, Callable[[], bytes]] = {
    "20 MB": lambda: bulletin(HAN * 300_000),
    "NULs": lambda: b"\0" * 2_000_000,
    "one line": lambda: bulletin(HAN * 24_000),
    "UTF-16": lambda: (HEAD + (HAN + "\n") * 30_000 + IMPRINT).encode("utf-16"),
    "GB18030": lambda: (HEAD + (HAN + "\n") * 30_000 + IMPRINT).encode("gb18030"),
    "half a character": lambda: (HEAD + HAN * 20_000).encode("gb18030")[:-1],
    "random bytes": lambda: random.Random(3).randbytes(1_900_000),
    "random Han": lambda: "".join(
        random.Random(4).choices([chr(n) for n in range(0x4E00, 0x9FA5)], k=600_000)
    ).encode(),
    "random lines": lambda: (
        HEAD + "\n".join("".join(random.Random(n).choices(HAN, k=30)) for n in range(18_000)) + IMPRINT
    ).encode(),
    "random sentences": lambda: bulletin(
        "\n".join("　　" + "".join(random.Random(n).choices(HAN, k=28)) + "。" for n in range(16_000))
    ),
    "no line ends": lambda: "\r".join([HAN] * 20_000).encode(),
    "empty lines": lambda: bulletin("\n" * 1_900_000),
    "short lines": lambda: bulletin("甲\n" * 400_000),
    "titles": lambda: bulletin(
        "\n".join(f"宜兴市：河边的旧伞{n}\n　　站口摆出旧伞，谁都能借。" for n in range(12_000))
    ),
    "sections": lambda: bulletin("\n".join(f"【栏目{n}】" for n in range(60_000))),
    "contents": lambda: bulletin("目录\n" + "\n".join(f"河边的旧伞{n}……{n}" for n in range(40_000))),
    "points": lambda: bulletin("\n".join(f"{n % 9 + 1}. 摆出来。每周清点。" for n in range(30_000))),
    "ordinals": lambda: bulletin(
        "\n".join(f"{'一二三四五六七八九'[n % 9]}是摆出来。每周清点。" for n in range(30_000))
    ),
    "tables": lambda: bulletin("\n".join(f"| 甲{n} | 乙 | 丙 |" for n in range(40_000))),
    "wide table": lambda: bulletin("| 甲 " * 100_000 + "|\n" + "| - " * 100_000 + "|\n" + "| 乙 |\n" * 20_000),
    "heads": lambda: (HEAD * 9_000 + HAN * 20).encode(),
    "imprints": lambda: (HEAD + HAN * 20 + IMPRINT * 14_000).encode(),
    "recipients": lambda: (HEAD + HAN * 20 + "\n报：" + "省委办公厅，" * 90_000).encode(),
    "recipient lines": lambda: (HEAD + HAN * 20 + "\n报：省委办公厅" * 60_000).encode(),
    "editor notes": lambda: bulletin("编者按：志愿者把门开着。\n" * 40_000),
    "page numbers": lambda: bulletin("－ 1 －\n" * 100_000 + HAN),
    "running heads": lambda: bulletin("江苏文明实践简报第1期\n" * 40_000 + HAN),
    "newspaper": lambda: ("国内统一连续出版物号CN 32-0001 邮发代号27-1\n" + f"本报讯 {HAN}\n" * 25_000).encode(),
    "newspaper of titles": lambda: (
        "国内统一连续出版物号CN 32-0001 邮发代号27-1\n" + f"河边的旧伞\n本报讯（记者）{HAN}。（下转2版）\n" * 14_000
    ).encode(),
    "newspaper in one line": lambda: ("国内统一连续出版物号CN 32-0001 邮发代号27-1\n本报讯" + HAN * 24_000).encode(),
    "dates": lambda: bulletin("2024年1月5日\n" * 80_000),
    "Markdown": lambda: bulletin("# **甲**\n> * 乙\n" * 60_000),
    "odd line ends": lambda: bulletin("甲\u2028乙\u2029丙\x0b丁\x0c" * 40_000),
    "zero widths": lambda: bulletin("甲\u200b" * 250_000),
    "traditional": lambda: bulletin("國務員會\n" * 100_000),
}
for _name, _text in TEXT.items():
    MAKERS[f"{_name}.txt"] = _text
