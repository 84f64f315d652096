"""A chart as a file: SVG for print, PNG for anywhere, HTML that asks nothing of the network."""

from __future__ import annotations

import functools
import hashlib
import html
import importlib.util
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from acquis.errors import AcquisError, MissingExtra

if TYPE_CHECKING:
    import altair as alt

_SCALE = 2.0
_SUFFIXES = (".svg", ".png", ".html")

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval'; \
style-src 'unsafe-inline'; img-src data: blob:">
<title>{title}</title>
<meta name="description" content="{description}">
<style>
body {{ margin: 0 auto; max-width: 1060px; padding: 1rem; background: white; color: #222222; \
font-family: "Liberation Sans", Arial, Helvetica, sans-serif; }}
figure {{ margin: 0; }}
#chart {{ display: block; }}
#chart svg {{ max-width: 100%; height: auto; }}
figcaption {{ position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }}
</style>
</head>
<body>
<main>
<figure>
<div id="chart"></div>
<figcaption>{description}</figcaption>
</figure>
</main>
<noscript>{description} This page draws its figure with a script that it brings along; scripts are switched off here.</noscript>
<script type="application/json" id="spec">{spec}</script>
<script>{script}</script>
</body>
</html>
"""

_DRAW = """
const spec = JSON.parse(document.getElementById("spec").textContent);
vegaEmbed("#chart", spec, {renderer: "svg", actions: false});
"""


def save(chart: alt.TopLevelMixin, path: str | Path) -> Path:
    """Write `chart` to `path` as its suffix says (.svg, .png or .html), and return the path.

    The title and the description of the chart become those of the SVG and of the page. The PNG has two pixels for each
    pixel of the chart. The HTML holds everything it needs, and forbids itself to load anything.

    Raises AcquisError for another suffix or a file that cannot be written, MissingExtra where vl-convert is not installed.
    """
    target = Path(path)
    suffix = target.suffix.lower()
    if suffix not in _SUFFIXES:
        raise AcquisError(
            f"a figure cannot be written as '{suffix or target.name}'", file=target, way_out="use .svg, .png or .html"
        )
    if importlib.util.find_spec("vl_convert") is None:
        raise MissingExtra("vl-convert-python", "charts")
    spec = chart.to_dict()
    content = _png(spec) if suffix == ".png" else (_svg(spec) if suffix == ".svg" else _html(spec)).encode()
    try:
        target.write_bytes(content)
    except OSError as error:
        raise AcquisError(f"the figure cannot be written: {error.strerror}", file=target) from error
    return target


def to_svg(chart: alt.TopLevelMixin) -> str:
    """A chart as the text of an SVG, with its title and description, to stand in a document.

    Raises MissingExtra where vl-convert is not installed.
    """
    if importlib.util.find_spec("vl_convert") is None:
        raise MissingExtra("vl-convert-python", "charts")
    return _svg(chart.to_dict())


def _version(spec: dict[str, Any]) -> str | None:
    """The Vega-Lite that the chart was made for, as vl-convert names it: '6.4' of '.../v6.4.1.json'; None for its latest."""
    import vl_convert

    found = re.search(r"/v(\d+\.\d+)", str(spec.get("$schema", "")))
    return found[1] if found and found[1] in vl_convert.get_vegalite_versions() else None


def _png(spec: dict[str, Any]) -> bytes:
    import vl_convert

    return vl_convert.vegalite_to_png(spec, vl_version=_version(spec), scale=_SCALE, allowed_base_urls=[])


def _svg(spec: dict[str, Any]) -> str:
    import vl_convert

    drawn = vl_convert.vegalite_to_svg(spec, vl_version=_version(spec), allowed_base_urls=[])
    title, description = _titles(spec)
    head, body = drawn.split(">", 1)
    mark = hashlib.sha256(drawn.encode()).hexdigest()[:8]  # several figures may stand on one page
    named = f'<title id="t-{mark}">{html.escape(title)}</title><desc id="d-{mark}">{html.escape(description)}</desc>'
    return f'{head} role="img" aria-labelledby="t-{mark} d-{mark}">{named}{body}'


def _html(spec: dict[str, Any]) -> str:
    title, description = (html.escape(text) for text in _titles(spec))
    return _PAGE.format(title=title, description=description, spec=_inert(json.dumps(spec)), script=_script(_version(spec)))


@functools.cache
def _script(version: str | None) -> str:
    """Vega, Vega-Lite and what draws with them; no string in it can end the element that it stands in."""
    import vl_convert

    return vl_convert.javascript_bundle(_DRAW, vl_version=version).replace("</script", "<\\/script")


def _titles(spec: dict[str, Any]) -> tuple[str, str]:
    title = spec.get("title", "")
    text = title.get("text", "") if isinstance(title, dict) else title
    named = " ".join(text) if isinstance(text, list) else str(text)
    return named, str(spec.get("description") or named)


def _inert(text: str) -> str:
    """JSON that cannot end the script element it stands in."""
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
