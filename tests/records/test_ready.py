"""Several threads may decode the same type at once, also the first time."""

from __future__ import annotations

import subprocess
import sys

import pytest

# A new process decodes each type in eight threads at once, which switch as often as they can.
AT_ONCE = """
import sys, threading
import msgspec, records
from readers import tasks
sys.setswitchinterval(1e-6)
together = threading.Barrier(8)

def decode():
    for each in [{types}]:
        together.wait()
        try:
            msgspec.convert(dict.fromkeys(reversed(each.__struct_encode_fields__)), each)
        except msgspec.ValidationError:
            pass

threads = [threading.Thread(target=decode) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""


@pytest.mark.parametrize(
    "types", ["*records.KINDS, *records.Body.__args__[0].__args__", "tasks.Answer, tasks.Reading, tasks.Pasted"]
)
def test_threads_that_decode_a_type_for_the_first_time_do_not_kill_the_process(types: str) -> None:
    program = AT_ONCE.format(types=types)
    ended = [subprocess.run([sys.executable, "-c", program], check=False).returncode for _ in range(8)]
    assert ended == [0] * 8
