"""The chart names what it shows and is well-formed."""

from __future__ import annotations

from xml.etree import ElementTree

from standby.cost.chart import picture
from standby.cost.lines import lines
from standby.cost.premium import Premium
from standby.cost.prices import read
from standby.cost.usage import Usage
from standby.cost.whatif import variants
from tests.standby.cost.pair_config import pair


def test_every_line_and_every_variant_is_in_the_picture() -> None:
    premium = Premium(lines(pair(), Usage(), read()))
    found = variants(pair(), Usage(), read())
    text = picture(premium, found, "shop-test")
    words = " ".join(ElementTree.fromstring(text).itertext())
    for line in premium.lines:
        assert (line.name in words) == (line.added >= 0.5)
    for one in found:
        assert f"{one.name}: {one.premium.percent:.0f} %" in words
    assert "(not offered)" in words
