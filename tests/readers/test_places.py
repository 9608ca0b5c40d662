"""The name before a title tells a place in all the ways in which it is printed."""

import pytest

from press.importing import reference_data
from readers.places import Origin, Register
from records import Place, Unit

REGISTER = Register(
    [r for r in reference_data() if isinstance(r, Place)], [r for r in reference_data() if isinstance(r, Unit)], None
)


@pytest.mark.parametrize(
    ("printed", "code", "prefix"),
    [
        ("姜堰区", "321204", ""),
        ("泰州市姜堰区", "321204", "泰州市姜堰区"),
        ("泰州姜堰", "321204", "泰州姜堰"),
        ("江苏省泰州市姜堰区", "321204", "江苏省泰州市姜堰区"),
        ("无锡市宜兴市", "320282", "无锡市宜兴市"),
        ("盐城市射阳县", "320924", "盐城市射阳县"),
        ("徐州市鼓楼区", "320302", "徐州市鼓楼区"),
    ],
)
def test_a_district_is_known_with_its_city_before_it(printed: str, code: str, prefix: str) -> None:
    assert REGISTER.split(f"{printed}：把长椅修好") == (printed, "把长椅修好")
    origin = REGISTER.origin(printed)
    assert (origin.place, origin.unit, origin.prefix, origin.doubt) == (code, code, prefix, "")


@pytest.mark.parametrize("printed", ["无锡市姜堰区", "泰州市泰州市", "泰州市某某区"])
def test_a_district_of_another_city_is_not_guessed(printed: str) -> None:
    assert REGISTER.origin(printed) == Origin(prefix=printed, doubt=f"“{printed}”不在地区和报送单位之中，照原样保留")
