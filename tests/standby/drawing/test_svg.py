"""A picture is well-formed XML, escaped, titled."""

from __future__ import annotations

from xml.etree import ElementTree

from standby.drawing.svg import Drawing

SVG = "{http://www.w3.org/2000/svg}"


def test_a_picture_is_well_formed_and_named() -> None:
    drawing = Drawing(100, 50, "A title <&>", "What it shows")
    drawing.rect(1, 2, 3.456, 4, "good", tip="a < b")
    drawing.line(0, 0, 1, 1, "axis")
    drawing.circle(5, 5, 2, "failed")
    drawing.curve([(0, 0), (1.5, 2)])
    drawing.text(1, 1, "<script>alert(1)</script>")
    root = ElementTree.fromstring(drawing.render(alone=True))
    assert root.attrib["role"] == "img"
    title = root.find(f"{SVG}title")
    assert title is not None
    assert title.text == "A title <&>"
    assert root.attrib["aria-labelledby"].split()[0] == title.attrib["id"]
    assert "<script" not in drawing.render()


def test_only_a_file_of_its_own_brings_colors() -> None:
    drawing = Drawing(10, 10, "t", "d")
    assert "<style>" in drawing.render(alone=True)
    assert "<style>" not in drawing.render()


def test_a_width_below_zero_is_none() -> None:
    drawing = Drawing(10, 10, "t", "d")
    drawing.rect(0, 0, -3, 1, "good")
    assert 'width="0"' in drawing.render()
