"""Templates escape, and do not forgive a misspelled name."""

from __future__ import annotations

from pathlib import Path

import pytest
from jinja2 import UndefinedError

from standby.drawing.html import templates


def test_text_is_escaped_and_unknown_names_are_errors(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>{{ words }}</p>")
    page = templates(tmp_path).get_template("a.html")
    assert page.render(words="<script>") == "<p>&lt;script&gt;</p>"
    with pytest.raises(UndefinedError):
        page.render(word="x")
