internal import CDrawing

/// Text that was shaped and broken into lines of a width.
///
/// Pango shapes it (bidirectional text by Unicode's UAX #9, fonts of other scripts where the family lacks them).
public final class TypesetText {
    private let library: UnsafePointer<drawing_functions>
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
        on sheet: Sheet
    ) {
        library = sheet.library
        layout = library.pointee.pango_layout_new(sheet.text)
        self.style = style
        let font = library.pointee.pango_font_description_from_string(style.fontDescription)
        library.pointee.pango_layout_set_font_description(layout, font)
        library.pointee.pango_font_description_free(font)
        // No hyphen stands where a line ends within a word: a value would seem to have it.
        library.pointee.pango_layout_set_markup(layout, "<span insert_hyphens='false'>\(text.markup)</span>", -1)
        // Whatever the text begins with, the page decides on which side it does.
        library.pointee.pango_layout_set_auto_dir(layout, 0)
        if let limit { library.pointee.pango_layout_set_width(layout, Int32(limit * Double(PANGO_SCALE))) }
        library.pointee.pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR)
        library.pointee.pango_layout_set_line_spacing(layout, Float(style.spacing))
        switch (alignment, direction) {
        case (.start, .leftToRight), (.end, .rightToLeft):
            library.pointee.pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT)
        case (.center, _): library.pointee.pango_layout_set_alignment(layout, PANGO_ALIGN_CENTER)
        case (.end, .leftToRight), (.start, .rightToLeft):
            library.pointee.pango_layout_set_alignment(layout, PANGO_ALIGN_RIGHT)
        }
        var logical = PangoRectangle()
        library.pointee.pango_layout_get_extents(layout, nil, &logical)
        width = Double(logical.width) / Double(PANGO_SCALE)
        height = Double(logical.height) / Double(PANGO_SCALE)
        baseline = Double(library.pointee.pango_layout_get_baseline(layout)) / Double(PANGO_SCALE)
        unknownGlyphs = Int(library.pointee.pango_layout_get_unknown_glyphs_count(layout))
    }

    deinit { library.pointee.g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// On which side lines begin: for left-to-right scripts `start` is the left one.
    public enum Alignment: Sendable, Hashable { case start, center, end }

    /// Its lines from top to bottom: where each begins and how high it is.
    var lines: [(top: Double, height: Double)] {
        let iterator = library.pointee.pango_layout_get_iter(layout)
        defer { library.pointee.pango_layout_iter_free(iterator) }
        var lines: [(Double, Double)] = []
        repeat {
            var top: Int32 = 0
            var bottom: Int32 = 0
            library.pointee.pango_layout_iter_get_line_yrange(iterator, &top, &bottom)
            lines.append((Double(top) / Double(PANGO_SCALE), Double(bottom - top) / Double(PANGO_SCALE)))
        } while library.pointee.pango_layout_iter_next_line(iterator) != 0
        return lines
    }

    /// Draws the lines between two heights of the text, the first of them at `y`.
    func draw(from top: Double, to bottom: Double, on canvas: OpaquePointer, x: Double, y: Double) {
        let iterator = library.pointee.pango_layout_get_iter(layout)
        defer { library.pointee.pango_layout_iter_free(iterator) }
        library.pointee.cairo_set_source_rgb(canvas, style.ink.red, style.ink.green, style.ink.blue)
        repeat {
            let baseline = Double(library.pointee.pango_layout_iter_get_baseline(iterator)) / Double(PANGO_SCALE)
            guard baseline > top, baseline <= bottom else { continue }
            var logical = PangoRectangle()
            library.pointee.pango_layout_iter_get_line_extents(iterator, nil, &logical)
            library.pointee.cairo_move_to(canvas, x + Double(logical.x) / Double(PANGO_SCALE), y + baseline - top)
            library.pointee.pango_cairo_show_layout_line(
                canvas, library.pointee.pango_layout_iter_get_line_readonly(iterator))
        } while library.pointee.pango_layout_iter_next_line(iterator) != 0
    }

    func draw(on canvas: OpaquePointer, x: Double, y: Double) {
        library.pointee.cairo_set_source_rgb(canvas, style.ink.red, style.ink.green, style.ink.blue)
        library.pointee.cairo_move_to(canvas, x, y)
        library.pointee.pango_cairo_show_layout(canvas, layout)
    }
}
