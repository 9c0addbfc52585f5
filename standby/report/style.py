"""How the page looks: on a desktop, on a phone, and on A4 or Letter paper, light or dark."""

from __future__ import annotations

from standby.drawing.palette import MARKS, THEME

PAGE = """
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:1.5rem 1rem 3rem;background:var(--paper);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
h1{font-size:2rem;line-height:1.2;margin:.2rem 0 .6rem}
h2{font-size:1.25rem;margin:2.2rem 0 .6rem;padding-top:.6rem;border-top:1px solid var(--grid)}
h3{font-size:1rem;margin:1.2rem 0 .5rem}
p{margin:.4rem 0}.kicker,.muted{color:var(--muted)}.kicker{margin:0}
.notice{border-left:4px solid var(--dr);background:var(--panel);padding:.5rem .8rem}
.verdict{display:inline-block;font-weight:600;border:2px solid var(--ink);border-radius:.4rem;padding:.2rem .7rem}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(13rem,1fr));gap:.8rem}
.card{background:var(--panel);border:1px solid var(--grid);border-left-width:6px;
border-radius:.4rem;padding:.7rem .9rem}
.card.met{border-left-color:var(--good)}.card.missed{border-left-color:var(--failed);border-left-style:double}
.card .label{margin:0;font-size:.85rem;color:var(--muted)}.card .value{margin:.1rem 0;
font-size:1.25rem;font-weight:600}
.card .muted{margin:0;font-size:.85rem}
.scroll{overflow-x:auto;margin:0}.scroll:focus-visible{outline:3px solid var(--primary);outline-offset:2px}
figure svg{display:block;width:100%;min-width:40rem;height:auto}
table{border-collapse:collapse;width:100%;font-size:.9rem}
th,td{text-align:left;vertical-align:top;padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--grid);
overflow-wrap:break-word}
.scroll table{min-width:34rem}
td:first-child{white-space:nowrap}.number{text-align:right;padding-right:1rem}
details{margin:.6rem 0}summary{cursor:pointer;padding:.3rem 0}
.ids{font-family:ui-monospace,monospace;font-size:.8rem;overflow-wrap:anywhere}
.signature{display:grid;grid-template-columns:3fr 1fr;gap:2rem;margin-top:2.6rem}
.signature span{border-top:1px solid var(--ink);padding-top:.2rem;font-size:.85rem}
footer{margin-top:2rem;border-top:1px solid var(--grid)}
svg .ink{fill:var(--ink)}
@media (max-width:40rem){h1{font-size:1.5rem}body{padding:1rem .8rem 2rem}}
@page{margin:14mm}
@media print{
body{max-width:none;padding:0;font-size:10.5pt}
h2,h3{break-after:avoid}section h2{margin-top:1.2rem}
figure,.card,.signature,tr{break-inside:avoid}.signatures{break-inside:avoid}
figure svg,.scroll table{min-width:0}.scroll{overflow:visible}
.cards{grid-template-columns:repeat(2,1fr)}
details::details-content{content-visibility:visible;display:block}details.screen{display:none}
svg,.card,.notice,.verdict{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
"""


def style() -> str:
    """All of the page's CSS."""
    return f"{THEME}{MARKS}{PAGE}"
