import Foundation
import Support
import Testing

/// Documents of a report that is kept with the tests: how they look, and that they hold whatever may stand in a report.
@Suite("The document of a report") struct ReportLookTests {
    private static let sample = ReportedSystem.fixture + "/../report/sample.json"
    private static let approved = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("Approved").path

    private static func inFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/look-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private static func document(of json: String, _ folder: String, _ words: [String] = []) throws -> String {
        let made = try Command.run(
            ["report", "--from", json, "--unsigned", "--output", folder + "/r.pdf"] + words,
            environment: ["SOURCE_DATE_EPOCH": "1790000000"])
        try #require(made.status == 1, "\(made.errorText)")
        return folder + "/r.pdf"
    }

    /// A page in grey, and its width.
    private static func picture(_ pdf: String, page: Int, _ folder: String) throws -> (width: Int, grey: [UInt8]) {
        try Shell.run([
            "pdftoppm", "-gray", "-r", "36", "-f", "\(page)", "-l", "\(page)", "-singlefile", pdf, folder + "/page",
        ])
        return try pixels([UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/page.pgm"))))
    }

    /// `P5 WIDTH HEIGHT 255`, each behind white space, then a byte a pixel.
    private static func pixels(_ file: [UInt8]) throws -> (width: Int, grey: [UInt8]) {
        var words: [Int] = []
        var at = 2
        while words.count < 3 {
            let digits = file[at...].drop { $0 == 10 || $0 == 32 }.prefix { $0 != 10 && $0 != 32 }
            words.append(try #require(Int(String(decoding: digits, as: UTF8.self))))
            at = digits.endIndex
        }
        return (words[0], Array(file[(at + 1)...]))
    }

    @Test(arguments: [("en", "a4", 1), ("en", "a4", 2), ("ar", "letter", 1), ("ar", "letter", 2)])
    func `looks as it was approved`(_ language: String, _ paper: String, _ page: Int) throws {
        try Self.inFolder { folder in
            let pdf = try Self.document(of: Self.sample, folder, ["--language", language, "--paper", paper])
            let found = try Self.picture(pdf, page: page, folder)
            let name = "\(Self.approved)/\(language)-\(paper)-\(page).pgm.gz"
            let wanted = try Self.pixels([UInt8](try Shell.run(["gunzip", "-c", name])))
            try #require(found.width == wanted.width && found.grey.count == wanted.grey.count)
            // Another version of a font or of the renderer moves edges a little; what moves a line moves more.
            let off = zip(found.grey, wanted.grey).count { abs(Int($0) - Int($1)) > 64 }
            #expect(off * 200 < found.grey.count, "\(off) of \(found.grey.count) pixels differ")
        }
    }

    @Test func `shows the first 200 of 30,000 breaks, and carries them all`() throws {
        try Self.inFolder { folder in
            try Shell.run([
                "python3", "-c",
                """
                import copy, json, sys
                report = json.load(open(sys.argv[1], encoding='utf-8'))
                chain = report['verification']['chains'][0]
                first = chain['breaks'][0]
                chain['breaks'] = [dict(first, first={'id': str(n)}, last={'id': str(n)}, explanation=f'audit_log: row id={n} was changed after it was sealed.') for n in range(1, 30001)]
                chain['breakCount'] = 30000
                json.dump(report, open(sys.argv[2], 'w', encoding='utf-8'), ensure_ascii=False, sort_keys=True, separators=(',', ':'))
                """, Self.sample, folder + "/many.json",
            ])
            let pdf = try Self.document(of: folder + "/many.json", folder)
            let text = String(decoding: try Shell.run(["pdftotext", pdf, "-"]), as: UTF8.self)
            #expect(text.contains("200 of 30,000 breaks are shown here"))
            #expect(text.contains("row id=200 was changed") && !text.contains("row id=201 was changed"))
            try Shell.run(["pdfdetach", "-saveall", "-o", folder, pdf])
            let lines = try String(contentsOfFile: folder + "/breaks.csv", encoding: .utf8).split(separator: "\r\n")
            #expect(lines.count == 30_001)
        }
    }

    @Test func `holds whatever somebody wrote into the log`() throws {
        try Self.inFolder { folder in
            let value =
                "<b>&amp; \\u202Eevil\\u202C \\u0007 مسافر \\uD83D\\uDE00 " + String(repeating: "long", count: 5_000)
            let odd = try String(contentsOfFile: Self.sample, encoding: .utf8)
                .replacing("\"audit_log: row id=5003 was changed after it was sealed.\"", with: "\"\(value)\"")
                .replacing("\"name\":\"audit_log\"", with: "\"name\":\"<i>)\\\\(audit\"")
            try odd.write(toFile: folder + "/odd.json", atomically: true, encoding: .utf8)
            for language in ["en", "ar"] {
                let pdf = try Self.document(of: folder + "/odd.json", folder, ["--language", language])
                #expect(try Shell.outcome(of: ["qpdf", "--check", pdf]).status == 0)
                let text = String(decoding: try Shell.run(["pdftotext", pdf, "-"]), as: UTF8.self)
                #expect(text.contains("<b>&amp;"))
                #expect(text.contains("u{202e}evil") || text.contains("\\u{202e}"))
                #expect(!text.unicodeScalars.contains("\u{202E}"))
            }
        }
    }

    @Test func `tells of the laws that were asked for, and of no others`() throws {
        try Self.inFolder { folder in
            let pdf = try Self.document(of: Self.sample, folder, ["--framework", "hipaa, gdpr"])
            let text = String(decoding: try Shell.run(["pdftotext", pdf, "-"]), as: UTF8.self)
            #expect(text.contains("45 CFR 164.312(b)") && text.contains("GDPR Art. 32"))
            #expect(!text.contains("PCI DSS") && !text.contains("17 CFR"))
            let wrong = try Command.run([
                "report", "--from", Self.sample, "--unsigned", "--output", folder + "/no.pdf", "--framework",
                "sox,hippa",
            ])
            #expect(wrong.status == 64 && wrong.errorText.contains("there is no framework 'hippa'"))
        }
    }

    @Test func `is not there where the disk is full`() throws {
        try Self.inFolder { folder in
            let result = try Command.shell(
                "ulimit -f 40; trap '' XFSZ; \"$0\" report --from '\(Self.sample)' --unsigned --output '\(folder)/full.pdf'"
            )
            #expect(result.status == 74, "\(result.status) \(result.errorText)")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == [])
        }
    }
}
