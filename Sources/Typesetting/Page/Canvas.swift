internal import CDrawing

/// A page that is drawn on; its origin is at the top left, in points.
public final class Canvas {
    private let library: UnsafePointer<drawing_functions>
    private let context: OpaquePointer
    /// Which way the document is read.
    public let direction: Direction

    init(_ library: UnsafePointer<drawing_functions>, _ context: OpaquePointer, direction: Direction) {
        self.library = library
        self.context = context
        self.direction = direction
    }

    /// Fills a rectangle, its corners rounded.
    public func fill(_ box: Box, _ ink: Ink, radius: Double = 0) {
        outline(box, radius: radius)
        set(ink)
        library.pointee.cairo_fill(context)
    }

    /// Draws a rectangle's edge.
    public func stroke(_ box: Box, _ ink: Ink, width: Double = 0.5, radius: Double = 0) {
        outline(box, radius: radius)
        set(ink)
        library.pointee.cairo_set_line_width(context, width)
        library.pointee.cairo_stroke(context)
    }

    /// Draws a line.
    public func line(
        from start: (x: Double, y: Double), to end: (x: Double, y: Double), _ ink: Ink, width: Double = 0.5
    ) {
        library.pointee.cairo_move_to(context, start.x, start.y)
        library.pointee.cairo_line_to(context, end.x, end.y)
        set(ink)
        library.pointee.cairo_set_line_width(context, width)
        library.pointee.cairo_stroke(context)
    }

    /// Fills a shape whose corners these are.
    public func fill(_ corners: [(x: Double, y: Double)], _ ink: Ink) {
        guard let first = corners.first else { return }
        library.pointee.cairo_move_to(context, first.x, first.y)
        for corner in corners.dropFirst() { library.pointee.cairo_line_to(context, corner.x, corner.y) }
        library.pointee.cairo_close_path(context)
        set(ink)
        library.pointee.cairo_fill(context)
    }

    /// Draws slanted lines over a rectangle, which tell states apart in print without colour.
    public func hatch(_ box: Box, _ ink: Ink, gap: Double = 2.5, width: Double = 0.6) {
        library.pointee.cairo_save(context)
        library.pointee.cairo_rectangle(context, box.x, box.y, box.width, box.height)
        library.pointee.cairo_clip(context)
        var offset = -box.height
        while offset < box.width {
            line(
                from: (box.x + offset, box.y + box.height), to: (box.x + offset + box.height, box.y), ink, width: width)
            offset += gap
        }
        library.pointee.cairo_restore(context)
    }

    /// Draws text, its top left corner at a place.
    public func draw(_ text: TypesetText, x: Double, y: Double) { text.draw(on: context, x: x, y: y) }

    func drawLines(of text: TypesetText, from top: Double, to bottom: Double, x: Double, y: Double) {
        text.draw(from: top, to: bottom, on: context, x: x, y: y)
    }

    /// What is drawn inside is a part of the document's structure (ISO 32000-1, 14.8.4).
    func tagged(_ tag: String?, _ draw: () -> Void) {
        guard let tag else { return draw() }
        library.pointee.cairo_tag_begin(context, tag, nil)
        draw()
        library.pointee.cairo_tag_end(context, tag)
    }

    private func set(_ ink: Ink) { library.pointee.cairo_set_source_rgb(context, ink.red, ink.green, ink.blue) }

    private func outline(_ box: Box, radius: Double) {
        guard radius > 0 else {
            library.pointee.cairo_rectangle(context, box.x, box.y, box.width, box.height)
            return
        }
        let (right, bottom) = (box.x + box.width, box.y + box.height)
        library.pointee.cairo_new_sub_path(context)
        library.pointee.cairo_arc(context, right - radius, box.y + radius, radius, -.pi / 2, 0)
        library.pointee.cairo_arc(context, right - radius, bottom - radius, radius, 0, .pi / 2)
        library.pointee.cairo_arc(context, box.x + radius, bottom - radius, radius, .pi / 2, .pi)
        library.pointee.cairo_arc(context, box.x + radius, box.y + radius, radius, .pi, .pi * 1.5)
        library.pointee.cairo_close_path(context)
    }
}
