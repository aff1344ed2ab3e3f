internal import CDrawing

/// A PDF that is being drawn: its pages, bookmarks and metadata.
final class Sheet {
    let library: UnsafePointer<drawing_functions>
    private let surface: OpaquePointer
    private let context: OpaquePointer
    let text: OpaquePointer
    private let output: Output
    let paper: Paper

    private final class Output {
        var bytes: [UInt8] = []
    }

    init(_ paper: Paper, direction: Direction, language: String) throws(DrawingLibrary.Trouble) {
        library = try DrawingLibrary.functions()
        self.paper = paper
        let output = Output()
        self.output = output
        surface = library.pointee.cairo_pdf_surface_create_for_stream(
            { closure, data, count in
                let output = Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue()
                output.bytes.append(contentsOf: UnsafeBufferPointer(start: data, count: Int(count)))
                return CAIRO_STATUS_SUCCESS
            }, Unmanaged.passUnretained(output).toOpaque(), paper.width, paper.height)
        library.pointee.cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_5)
        context = library.pointee.cairo_create(surface)
        text = library.pointee.pango_cairo_create_context(context)
        library.pointee.pango_cairo_context_set_resolution(text, 72)
        library.pointee.pango_context_set_base_dir(
            text, direction == .rightToLeft ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR)
        library.pointee.pango_context_set_language(text, library.pointee.pango_language_from_string(language))
        // Widths must not follow a screen's pixels.
        let options = library.pointee.cairo_font_options_create()
        library.pointee.cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        library.pointee.cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        library.pointee.pango_cairo_context_set_font_options(text, options)
        library.pointee.cairo_font_options_destroy(options)
        // Whole points would set letters too near and too far, and a reader of the text would see words fall apart.
        library.pointee.pango_context_set_round_glyph_positions(text, 0)
    }

    deinit {
        library.pointee.g_object_unref(UnsafeMutableRawPointer(text))
        library.pointee.cairo_destroy(context)
        library.pointee.cairo_surface_destroy(surface)
    }

    func describe(_ metadata: Metadata) {
        func set(_ key: cairo_pdf_metadata_t, _ text: String) {
            library.pointee.cairo_pdf_surface_set_metadata(surface, key, text)
        }
        set(CAIRO_PDF_METADATA_TITLE, metadata.title)
        set(CAIRO_PDF_METADATA_AUTHOR, metadata.author)
        set(CAIRO_PDF_METADATA_SUBJECT, metadata.subject)
        set(CAIRO_PDF_METADATA_KEYWORDS, metadata.keywords)
        set(CAIRO_PDF_METADATA_CREATOR, metadata.creator)
        set(CAIRO_PDF_METADATA_CREATE_DATE, metadata.createdAt)
        set(CAIRO_PDF_METADATA_MOD_DATE, metadata.createdAt)
    }

    func canvas(_ direction: Direction) -> Canvas { Canvas(library, context, direction: direction) }

    func endPage() { library.pointee.cairo_show_page(context) }

    /// Adds a bookmark to a place of a page that was drawn or will be, counted from 1.
    func bookmark(_ title: String, under parent: Int32?, page: Int, y: Double) -> Int32 {
        library.pointee.cairo_pdf_surface_add_outline(
            surface, parent ?? CAIRO_PDF_OUTLINE_ROOT, title, "page=\(page) pos=[0 \(Int(y))]",
            parent == nil ? CAIRO_PDF_OUTLINE_FLAG_OPEN : cairo_pdf_outline_flags_t(0))
    }

    /// The whole file; nothing can be drawn behind that.
    func finish() -> [UInt8]? {
        library.pointee.cairo_surface_finish(surface)
        guard library.pointee.cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            library.pointee.cairo_status(context) == CAIRO_STATUS_SUCCESS
        else { return nil }
        return output.bytes
    }
}

/// What a file says of itself.
public struct Metadata: Sendable, Hashable {
    /// ISO 32000-1, 14.3.3.
    public var title: String, author: String, subject: String, keywords: String, creator: String
    /// As `2026-01-31T12:00:00Z`.
    public var createdAt: String

    /// Every part, as it is named.
    public init(
        title: String, author: String, subject: String, keywords: String, creator: String, createdAt: String
    ) {
        self.title = title
        self.author = author
        self.subject = subject
        self.keywords = keywords
        self.creator = creator
        self.createdAt = createdAt
    }
}
