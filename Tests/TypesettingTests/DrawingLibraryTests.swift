import Foundation
import Support
import Testing

@testable import Typesetting

@Suite("What draws") struct DrawingLibraryTests {
    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let declarations = here.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources/CDrawing/include")

    /// What the compiler says of the declarations that lie in this folder, beside the headers of the libraries.
    private static func compile(_ folder: String) throws -> Shell.Result {
        try Shell.outcome(of: [
            "sh", "-c",
            """
            compiler=$(command -v clang || command -v cc) || exit 127
            "$compiler" -fsyntax-only -I "$1" $(pkg-config --cflags pangocairo) "$2"
            """, "sh", folder, here.appending(path: "Headers/declarations.c").path,
        ])
    }

    @Test func `is called as its own headers declare it`() throws {
        let result = try Self.compile(Self.declarations.path)
        #expect(result.status == 0, "\(result.errorText)")
    }

    @Test(arguments: [
        ("FUNCTION(void, cairo_rectangle, (cairo_t *, double, double, double, double))", "double))", "float))"),
        ("FUNCTION(int, pango_layout_get_baseline, (PangoLayout *))", "FUNCTION(int", "FUNCTION(long"),
        ("VALUE(cairo_pdf_metadata_t, CAIRO_PDF_METADATA_AUTHOR, 1)", "1)", "3)"),
    ]) func `would be told from what has another type or value`(line: String, right: String, wrong: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let listed = try String(contentsOf: Self.declarations.appending(path: "drawing_list.h"), encoding: .utf8)
        try #require(listed.contains(line))
        try listed.replacing(line, with: line.replacing(right, with: wrong))
            .write(to: folder.appending(path: "drawing_list.h"), atomically: true, encoding: .utf8)
        let result = try Self.compile(folder.path)
        #expect(result.status != 0)
        #expect(result.errorText.contains("has another"))
    }

    @Test func `is found on this system`() throws { try DrawingLibrary.require() }
}
