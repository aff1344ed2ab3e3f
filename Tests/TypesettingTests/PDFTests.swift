import Foundation
import Support
import Testing

@testable import Typesetting

@Suite("A PDF") struct PDFTests {
    private static let metadata = Metadata(
        title: "Sample", author: "", subject: "", keywords: "", creator: "tests", createdAt: "2026-01-31T12:00:00Z")
    private static let body = TextStyle(10, Ink(0x000000))

    /// A document of so many paragraphs and table rows.
    private static func document(
        direction: Direction = .leftToRight, _ fill: (Composer) -> Void
    ) throws -> [UInt8] {
        let composer = try Composer(paper: .a4, direction: direction, language: "en")
        fill(composer)
        return try #require(composer.finish(metadata) { _, _, _, _ in })
    }

    private static func signable(_ attachments: [Typesetting.Attachment]) throws -> SignablePDF {
        try SignablePDF(
            try document { $0.paragraph("Hello", body) }, attachments: attachments,
            field: SignatureField(
                page: 1, box: Box(x: 50, y: 700, width: 200, height: 50), name: "Ada (\"L\") \\ Zoë",
                reason: "Test", signedAt: "2026-01-31T12:00:00Z"), language: "en")
    }

    /// What stands for a signature in these tests: a SEQUENCE of some bytes.
    private static let signature: [UInt8] = [0x30, 0x03, 1, 2, 3]

    private static func length(_ bytes: [UInt8]) -> Int? { bytes.starts(with: [0x30]) ? Int(bytes[1]) + 2 : nil }

    private static func tool(_ command: [String], _ bytes: [UInt8]) throws -> Shell.Result {
        let file = NSTemporaryDirectory() + "/\(UUID().uuidString).pdf"
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        return try Shell.outcome(of: command.map { $0 == "FILE" ? file : $0 })
    }

    @Test func `repeats a table's head on each page, and loses no row`() throws {
        let rows = 300
        let pdf = try Self.document { composer in
            composer.table(
                Table(
                    [Table.Column("Number", share: 1), Table.Column("Text", share: 3)],
                    (1...rows).map { [RichText("row-\($0)"), RichText("some words of row \($0)")] }),
                Table.Look(head: Self.body, cell: Self.body, rule: Ink(0x888888), ground: Ink(0xEEEEEE)))
        }
        let text = try Self.tool(["pdftotext", "-layout", "FILE", "-"], pdf).text
        let pages = text.split(separator: "\u{C}", omittingEmptySubsequences: true).filter { $0.contains("row-") }
        #expect(pages.count > 3)
        #expect(pages.allSatisfy { $0.contains("Number") })
        for number in 1...rows { #expect(text.contains("row-\(number) ")) }
        #expect(try Self.tool(["qpdf", "--check", "FILE"], pdf).status == 0)
    }

    @Test func `breaks a paragraph that is longer than a page between its lines`() throws {
        let words = (1...3_000).map { "word\($0)" }
        let pdf = try Self.document { $0.paragraph(RichText(words.joined(separator: " ")), Self.body) }
        let text = try Self.tool(["pdftotext", "FILE", "-"], pdf).text
        #expect(text.split(whereSeparator: \.isWhitespace).map(String.init) == words)
    }

    @Test func `tells of characters that no font has, and of no others`() throws {
        let composer = try Composer(paper: .a4, direction: .leftToRight, language: "en")
        composer.paragraph("Zoë مسافر_متوسط \u{F0123} x", Self.body)
        #expect(composer.unknownScalars == ["\u{F0123}"])
    }

    @Test func `carries its attachments as they were given, whatever they hold`() throws {
        let odd = Typesetting.Attachment(
            name: "odd.json", type: "application/json", summary: "Odd",
            bytes: Array(
                "/ByteRange [0 0000000000 0000000000 0000000000] /Contents <0000000000> endstream endobj %%EOF\n".utf8)
                + [0, 13, 10, 255])
        let plain = Typesetting.Attachment(name: "a.csv", type: "text/csv", summary: "Plain", bytes: [])
        let signable = try Self.signable([odd, plain])
        let pdf = try signable.signed(by: Self.signature)
        #expect(signable.signedRanges.map(\.count).reduce(0, +) == pdf.count - SignablePDF.capacity * 2 - 2)
        let read = try SignedPDF(pdf, length: Self.length)
        #expect(read.signature.der == Self.signature)
        #expect(read.attachments == [plain, odd])
        #expect(try Self.tool(["qpdf", "--check", "FILE"], pdf).status == 0)
        let found = try Self.tool(["qpdf", "--show-attachment=odd.json", "FILE"], pdf)
        #expect([UInt8](found.output) == odd.bytes)
    }

    @Test func `says whose signature it bears, and has pages that are a tree`() throws {
        let pdf = try Self.signable([]).signed(by: Self.signature)
        let read = try SignedPDF(pdf, length: Self.length)
        #expect(read.isNamed("Ada (\"L\") \\ Zoë") && !read.isNamed("Ada"))
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(of: file)
        let root = try #require(try file.dictionary(file.rootNumber)["Pages"]?.object)
        var pages = try file.dictionary(root)
        pages["Kids"] = .array([.reference(root), .reference(root)])
        update.set(root, pages)
        #expect(throws: PDFTrouble.self) { try PDFFile(update.written()).pages() }
    }

    @Test func `has room for a signature of so many bytes, and says so where one is longer`() throws {
        let signable = try Self.signable([])
        #expect(throws: PDFTrouble.self) {
            try signable.signed(by: [UInt8](repeating: 1, count: SignablePDF.capacity + 1))
        }
        #expect(
            try signable.signed(by: [UInt8](repeating: 1, count: SignablePDF.capacity)).count > SignablePDF.capacity)
    }

    @Test func `is refused where anything but a time stamp was appended`() throws {
        let pdf = try Self.signable([]).signed(by: Self.signature)
        let stamped = try RenewablePDF(pdf).signed(by: Self.signature)
        #expect(try SignedPDF(stamped, length: Self.length).stamps.count == 1)
        // A page that shows something else, appended as any program may.
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(of: file)
        let page = try #require(try file.pages().first)
        var other = try file.dictionary(page)
        other["Rotate"] = .number(180)
        update.set(page, other)
        #expect(throws: PDFTrouble.self) { try SignedPDF(update.written(), length: Self.length) }
        // The same behind a time stamp's field.
        var bytes = stamped
        let place = try #require(bytes.indices.last { bytes[$0...].starts(with: Array("/F 132".utf8)) })
        bytes[place + 3] = UInt8(ascii: "0")
        #expect(throws: PDFTrouble.self) { try SignedPDF(bytes, length: Self.length) }
    }

    @Test func `that is damaged or cut off anywhere is an error, and traps nothing`() throws {
        let pdf = try RenewablePDF(try Self.signable([]).signed(by: Self.signature)).signed(by: Self.signature)
        var dice = Dice(seed: 11)
        for end in stride(from: 0, to: pdf.count, by: 997) {
            #expect(throws: PDFTrouble.self) { try SignedPDF(Array(pdf[..<end]), length: Self.length) }
        }
        for _ in 0..<300 {
            var bytes = pdf
            // Where the structure stands, behind what cairo drew.
            for _ in 0..<4 {
                let place = bytes.count - 1 - Int(dice.next() % 2_000)
                bytes[place] = UInt8(truncatingIfNeeded: dice.next())
            }
            _ = try? SignedPDF(bytes, length: Self.length)
        }
        for text in [
            "", "%PDF-1.5", "%PDF-1.5\nstartxref\n9\n%%EOF\n", "%PDF-1.5\nxref\n0 1\nstartxref\n9\n%%EOF\n",
            "%PDF-1.5\nxref\n0 99999999999\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n",
            "%PDF-1.5\nxref\n0 0\ntrailer\n<</Prev 9>>\nstartxref\n9\n%%EOF\n",
            "%PDF-1.5\nxref\n0 0\ntrailer\n" + String(repeating: "[", count: 5_000) + "\nstartxref\n9\n%%EOF\n",
        ] {
            #expect(throws: PDFTrouble.self) { try SignedPDF(Array(text.utf8), length: Self.length) }
        }
    }

    @Test func `that says that it has more objects than there are numbers is refused`() throws {
        let signed = try Self.signable([]).signed(by: Self.signature)
        let word = Array("/Size ".utf8)
        let place = try #require(signed.ranges(of: word).last?.upperBound)
        let rest = signed[place...].drop { (0x30...0x39).contains($0) }
        for number in ["9223372036854775807", "10000001", "0"] {
            let bytes = signed[..<place] + Array(number.utf8) + rest
            #expect(throws: PDFTrouble.self) { try RenewablePDF(Array(bytes)) }
        }
        #expect(throws: Never.self) { try RenewablePDF(signed) }
    }

    @Test func `leaves the lower part of its first page free where that is asked for`() throws {
        let pdf = try Self.document { composer in
            composer.firstPageReserve = 300
            for number in 1...80 { composer.paragraph(RichText("line-\(number)"), Self.body) }
        }
        let boxes = try Self.tool(["pdftotext", "-bbox", "FILE", "-"], pdf).text
        let pages = boxes.components(separatedBy: "<page ").dropFirst()
        let lowest = try pages.map { page in
            try #require(page.matches(of: /yMax="([0-9.]+)"/).compactMap { Double($0.1) }.max())
        }
        #expect(lowest[0] < 842 - 64 - 300 + 1 && lowest[1] > 842 - 64 - 300)
        #expect(boxes.contains(">line-80<"))
    }

    @Test func `has no heading at the foot of a page, parted by a little space from what it heads`() throws {
        for count in 46...56 {
            let pdf = try Self.document { composer in
                for number in 1...count { composer.paragraph(RichText("line-\(number)"), Self.body) }
                composer.heading("heading", level: 1, Self.body)
                composer.space(2)
                composer.paragraph(RichText("headed"), Self.body)
            }
            let pages = try Self.tool(["pdftotext", "FILE", "-"], pdf).text.split(separator: "\u{C}")
            #expect(pages.first { $0.contains("heading") }?.contains("headed") == true, "\(count) lines")
        }
    }
}
