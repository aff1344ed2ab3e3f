internal import CCairo

/// Text that was shaped and broken into lines of a width.
///
/// Pango shapes it (bidirectional text by Unicode's UAX #9, fonts of other scripts where the family lacks them).
public final class TypesetText {
    private let layout: OpaquePointer
    private let style: TextStyle
    /// Its size, in points.
    public let width: Double, height: Double
    /// The baseline's distance from the top.
    public let baseline: Double
    /// How many characters no font has a picture for.
    let unknownGlyphs: Int

    init(
        _ text: RichText, _ style: TextStyle, width limit: Double?, alignment: Alignment, direction: Direction,
        on context: OpaquePointer
    ) {
        layout = pango_layout_new(context)
        self.style = style
        let font = pango_font_description_from_string(style.fontDescription)
        pango_layout_set_font_description(layout, font)
        pango_font_description_free(font)
        // No hyphen stands where a line ends within a word: a value would seem to have it.
        pango_layout_set_markup(layout, "<span insert_hyphens='false'>\(text.markup)</span>", -1)
        // Whatever the text begins with, the page decides on which side it does.
        pango_layout_set_auto_dir(layout, 0)
        if let limit { pango_layout_set_width(layout, Int32(limit * Double(PANGO_SCALE))) }
        pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        pango_layout_set_line_spacing(layout, Float(style.spacing))
        switch (alignment, direction) {
        case (.start, .leftToRight), (.end, .rightToLeft): pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case (.center, _): pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        case (.end, .leftToRight), (.start, .rightToLeft): pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        }
        var logical = PangoRectangle()
        pango_layout_get_extents(layout, nil, &logical)
        width = Double(logical.width) / Double(PANGO_SCALE)
        height = Double(logical.height) / Double(PANGO_SCALE)
        baseline = Double(pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
        unknownGlyphs = Int(pango_layout_get_unknown_glyphs_count(layout))
    }

    deinit { g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// On which side lines begin: for left-to-right scripts `start` is the left one.
    public enum Alignment: Sendable, Hashable { case start, center, end }

    /// Its lines from top to bottom: where each begins and how high it is.
    var lines: [(top: Double, height: Double)] {
        guard let iterator = pango_layout_get_iter(layout) else { return [] }
        defer { pango_layout_iter_free(iterator) }
        var lines: [(Double, Double)] = []
        repeat {
            var top: Int32 = 0
            var bottom: Int32 = 0
            pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            lines.append((Double(top) / Double(PANGO_SCALE), Double(bottom - top) / Double(PANGO_SCALE)))
        } while pango_layout_iter_next_line(iterator) != 0
        return lines
    }

    /// Draws the lines between two heights of the text, the first of them at `y`.
    func draw(from top: Double, to bottom: Double, on canvas: OpaquePointer, x: Double, y: Double) {
        guard let iterator = pango_layout_get_iter(layout) else { return }
        defer { pango_layout_iter_free(iterator) }
        cairo_set_source_rgb(canvas, style.ink.red, style.ink.green, style.ink.blue)
        repeat {
            let baseline = Double(pango_layout_iter_get_baseline(iterator)) / Double(PANGO_SCALE)
            guard baseline > top, baseline <= bottom else { continue }
            var logical = PangoRectangle()
            pango_layout_iter_get_line_extents(iterator, nil, &logical)
            cairo_move_to(canvas, x + Double(logical.x) / Double(PANGO_SCALE), y + baseline - top)
            pango_cairo_show_layout_line(canvas, pango_layout_iter_get_line_readonly(iterator))
        } while pango_layout_iter_next_line(iterator) != 0
    }

    func draw(on canvas: OpaquePointer, x: Double, y: Double) {
        cairo_set_source_rgb(canvas, style.ink.red, style.ink.green, style.ink.blue)
        cairo_move_to(canvas, x, y)
        pango_cairo_show_layout(canvas, layout)
    }
}
