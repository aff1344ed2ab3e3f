"""The ratios and the growth as an SVG, legible on light and dark pages: it brings its own ground."""

import math
from xml.sax.saxutils import escape

WIDTH, MARGIN, ROW = 880, 24, 26
CURVES = ("first", "second")

STYLE = """
  .ground { fill: #ffffff; stroke: #d0d7de } text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .title { font-weight: 600 } .faint { fill: #59636e } .grid { stroke: #d0d7de }
  .bound { stroke: #1f2328; stroke-width: 2 } .band { fill: #2f81c7; opacity: .12 }
  .kept { fill: #2f81c7 } .missed { fill: #d1242f } .told { fill: #8c959f }
  .first { stroke: #2f81c7; fill: #2f81c7 } .second { stroke: #bc6c00; fill: #bc6c00 }
  polyline.first, polyline.second { fill: none; stroke-width: 2 }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117; stroke: #3d444d } text { fill: #f0f6fc } .faint { fill: #9198a1 } .grid { stroke: #3d444d }
    .bound { stroke: #f0f6fc } .kept { fill: #4493f8 } .missed { fill: #f85149 } .band { fill: #4493f8; opacity: .18 }
    .first { stroke: #4493f8; fill: #4493f8 } .second { stroke: #e3913b; fill: #e3913b }
  }"""


def text(x, y, words, style="", anchor="start"):
    return f'<text x="{x:.0f}" y="{y:.0f}" class="{style}" text-anchor="{anchor}">{escape(words)}</text>'


def stroke(x1, y1, x2, y2, style):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def ratios(lines, top):
    """Bars from 0, each with a mark where its bound (or aim) is; gives the elements and where they end."""
    left, right = 330, WIDTH - MARGIN - 60
    furthest = max([line.value for line in lines] + [line.most or line.aim for line in lines]) * 1.05
    place = lambda value: left + (right - left) * value / furthest
    title = "How many times as long as what it is measured against; the mark: at most, or the aim"
    drawn = [text(MARGIN, top, title, "title")]
    y = top + 14
    for line in lines:
        style = "told" if not line.is_bounded else "kept" if line.is_kept else "missed"
        limit = place(line.most or line.aim)
        length = place(line.value) - left
        drawn += [text(left - 10, y + 15, line.label, anchor="end"),
                  f'<rect x="{left}" y="{y + 3}" width="{length:.1f}" height="{ROW - 10}" class="{style}"/>',
                  stroke(limit, y, limit, y + ROW - 4, "bound"),
                  text(max(place(line.value), limit) + 8, y + 15, f"{line.value:.2f}")]
        y += ROW
    return drawn, y


def steps(highest):
    """Round values from 0 to above the highest, five at most."""
    step = 10.0 ** math.floor(math.log10(highest))
    step = next(step * part for part in (0.2, 0.25, 0.5, 1, 2, 2.5) if highest / (step * part) < 5)
    return [step * number for number in range(math.ceil(highest / step) + 1)]


def chart(title, sizes, curves, left, top, width, band=None):
    """Curves over the numbers of rows, each twice the one before; from 0."""
    height = 150
    scale = steps(max(max(values) for values in curves))
    x = lambda index: left + 50 + (width - 70) * index / (len(sizes) - 1)
    y = lambda value: top + 20 + height - height * value / scale[-1]
    drawn = [text(left, top, title, "title")]
    for value in scale:
        drawn += [stroke(left + 44, y(value), left + width, y(value), "grid"),
                  text(left + 38, y(value) + 4, f"{value:.3g}", "faint", "end")]
    if band:
        drawn.append(f'<rect x="{x(0):.1f}" y="{y(band[1]):.1f}" width="{x(len(sizes) - 1) - x(0):.1f}" '
                     f'height="{y(band[0]) - y(band[1]):.1f}" class="band"/>')
    for index, size in enumerate(sizes):
        drawn.append(text(x(index), top + height + 38, f"{size / 1e6:g} M", "faint", "middle"))
    for style, values in zip(CURVES, curves):
        points = [(x(index), y(value)) for index, value in enumerate(values)]
        drawn.append(f'<polyline class="{style}" points="{" ".join(f"{a:.1f},{b:.1f}" for a, b in points)}"/>')
        drawn += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" class="{style}"/>' for a, b in points]
    return drawn, top + height + 50


def legend(names, right, top):
    drawn = []
    for style, name in reversed(list(zip(CURVES, names))):
        drawn += [text(right, top, name, anchor="end"),
                  f'<circle cx="{right - 8 * len(name) - 6}" cy="{top - 4}" r="5" class="{style}"/>']
        right -= 8 * len(name) + 30
    return drawn


def draw(lines, sizes, cpu, speed, band):
    """The lines' ratios; over the sizes microseconds of client CPU a row and millions of rows a second, by jobs."""
    bars, end = ratios(lines, MARGIN + 14)
    half = (WIDTH - 3 * MARGIN) / 2
    top = end + 34
    title = "Client CPU, µs a row (band: ± 10 % of one job's mean)"
    left, _ = chart(title, sizes, cpu.values(), MARGIN, top, half, band)
    right, end = chart("Million rows a second", sizes, speed.values(), 2 * MARGIN + half, top, half)
    names = legend(["1 job" if jobs == 1 else f"{jobs} jobs" for jobs in cpu], WIDTH - MARGIN, top)
    height = end + 8
    elements = "\n".join(bars + left + right + names)
    return f"""\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"
  role="img" aria-label="How fast unbroken is">
<style>{STYLE}
</style>
<rect class="ground" x="0.5" y="0.5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>
{elements}
</svg>
"""
