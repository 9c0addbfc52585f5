"""The page's CSS asks nothing of the network, and knows paper and both themes."""

from __future__ import annotations

from standby.report.style import style


def test_no_network_paper_and_both_themes() -> None:
    css = style()
    assert "http" not in css.replace("http://www.w3.org", "")
    assert "@import" not in css
    for rule in ("@media print", "@page", "prefers-color-scheme:dark", "max-width:40rem"):
        assert rule in css
