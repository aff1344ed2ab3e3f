internal import CCairo

/// A page that is drawn on; its origin is at the top left, in points.
public final class Canvas {
    private let context: OpaquePointer
    /// Which way the document is read.
    public let direction: Direction

    init(_ context: OpaquePointer, direction: Direction) {
        self.context = context
        self.direction = direction
    }

    /// Fills a rectangle, its corners rounded.
    public func fill(_ box: Box, _ ink: Ink, radius: Double = 0) {
        outline(box, radius: radius)
        set(ink)
        cairo_fill(context)
    }

    /// Draws a rectangle's edge.
    public func stroke(_ box: Box, _ ink: Ink, width: Double = 0.5, radius: Double = 0) {
        outline(box, radius: radius)
        set(ink)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// Draws a line.
    public func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ ink: Ink, width: Double = 0.5
    ) {
        cairo_move_to(context, start.x, start.y)
        cairo_line_to(context, end.x, end.y)
        set(ink)
        cairo_set_line_width(context, width)
        cairo_stroke(context)
    }

    /// Fills a shape whose corners these are.
    public func fill(_ corners: [(x: Double, y: Double)], _ ink: Ink) {
        guard let first = corners.first else { return }
        cairo_move_to(context, first.x, first.y)
        for corner in corners.dropFirst() { cairo_line_to(context, corner.x, corner.y) }
        cairo_close_path(context)
        set(ink)
        cairo_fill(context)
    }

    /// Draws slanted lines over a rectangle, which tell states apart in print without colour.
    public func hatch(_ box: Box, _ ink: Ink, gap: Double = 2.5, width: Double = 0.6) {
        cairo_save(context)
        cairo_rectangle(context, box.x, box.y, box.width, box.height)
        cairo_clip(context)
        var offset = -box.height
        while offset < box.width {
            line(
                from: (box.x + offset, box.y + box.height), to: (box.x + offset + box.height, box.y), ink, width: width)
            offset += gap
        }
        cairo_restore(context)
    }

    /// Draws text, its top left corner at a place.
    public func draw(_ text: TypesetText, x: Double, y: Double) { text.draw(on: context, x: x, y: y) }

    func drawLines(of text: TypesetText, from top: Double, to bottom: Double, x: Double, y: Double) {
        text.draw(from: top, to: bottom, on: context, x: x, y: y)
    }

    /// What is drawn inside is a part of the document's structure (ISO 32000-1, 14.8.4).
    func tagged(_ tag: String?, _ draw: () -> Void) {
        guard let tag else { return draw() }
        cairo_tag_begin(context, tag, nil)
        draw()
        cairo_tag_end(context, tag)
    }

    private func set(_ ink: Ink) { cairo_set_source_rgb(context, ink.red, ink.green, ink.blue) }

    private func outline(_ box: Box, radius: Double) {
        guard radius > 0 else {
            cairo_rectangle(context, box.x, box.y, box.width, box.height)
            return
        }
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        cairo_new_sub_path(context)
        cairo_arc(context, right - radius, box.y + radius, radius, -.pi / 2, 0)
        cairo_arc(context, right - radius, bottom - radius, radius, 0, .pi / 2)
        cairo_arc(context, box.x + radius, bottom - radius, radius, .pi / 2, .pi)
        cairo_arc(context, box.x + radius, box.y + radius, radius, .pi, .pi * 1.5)
        cairo_close_path(context)
    }
}
