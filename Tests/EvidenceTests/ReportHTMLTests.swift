import AuditChain
import Evidence
import Foundation
import Support
import Testing

@Suite("A report as a page") struct ReportHTMLTests {
    @Test(arguments: ReportLayout.Language.allCases, [true, false])
    func `is well formed, asks for nothing from outside and lets nothing in`(
        _ language: ReportLayout.Language, _ isSigned: Bool
    ) throws {
        let page = try ReportPage.read(ReportPage.make(ReportPage.facts(), language, isSigned: isSigned))
        #expect(page.problems == [])
        #expect(page.tags.count > 500)
    }

    @Test func `has every section under its heading, in the document's order`() throws {
        let page = try ReportPage.read(ReportPage.make(ReportPage.facts()))
        #expect(
            page.headings.filter { $0.hasPrefix("1") || $0.hasPrefix("2") } == [
                "1 Audit log verification report", "2 Verdict: Broken", "2 Retention", "2 What is anchored", "2 Breaks",
                "2 Controls round the log", "2 How it was done", "2 How to check this report",
                "2 What this does not show", "2 Attachments",
            ])
        for sentence in [
            "2 breaks were found in 19,997 rows", "Assurance: consistent.", "Digitally signed by Jane Doe",
            "Rows must be kept for 7 years. Days begin in the time zone Asia/Riyadh.",
            "audit_log: row id=5003 was changed after it was sealed.", "17 CFR 210.2-06", "binds the accountant",
            "Aug 2021: Rows 242, with breaks",
        ] {
            #expect(page.text.contains(sentence), "\(sentence)")
        }
        #expect(!page.text.contains("NOT SIGNED"))
        // What our own words say needs no spelling.
        #expect(!page.text.contains("\\u{"))
    }

    @Test func `has them in Arabic, from right to left`() throws {
        let bytes = try ReportPage.make(ReportPage.facts(), .ar)
        #expect(String(decoding: bytes, as: UTF8.self).contains("<html lang=\"ar\" dir=\"rtl\">"))
        let page = try ReportPage.read(bytes)
        #expect(
            page.headings.filter { $0.hasPrefix("1") || $0.hasPrefix("2") } == [
                "1 تقرير التحقق من سجل التدقيق", "2 النتيجة: مكسور", "2 مدة الحفظ", "2 ما هو مثبت خارجيا",
                "2 الكسور", "2 الضوابط المحيطة بالسجل", "2 كيف أجري التحقق", "2 كيف يفحص هذا التقرير",
                "2 ما لا يظهره هذا", "2 المرفقات",
            ])
        #expect(!page.text.contains("\\u{"))
        #expect(page.tags.contains("bdi lang dir"))
        #expect(page.text.contains("audit_log: تغير الصف id=5003 بعد ختمه."))
    }

    @Test(arguments: [
        "</script><script>alert(1)</script>", "\"><img src=x onerror=1>", "'><svg onload=1>", "<!--<script>", "]]>",
        "&lt;b&gt;&#60;", "</title></style></bdi></table>", "\u{202E}gnp.exe\u{2066}\u{2069}\u{2069}",
        "\u{0}\u{1B}[31m\u{9B}\u{7F}\r\n", "\u{FEFF}\u{E000}\u{10FFFF}\\u003c\\", "javascript:alert(1)//",
    ])
    func `takes whatever stands in a report as text`(_ hostile: String) throws {
        let facts = try ReportPage.facts { $0["remarks"] = ["A remark"] }
        for language in ReportLayout.Language.allCases {
            let page = try ReportPage.make(ReportPage.spoiled(facts, by: hostile), language)
            // As many harmless letters, so that what is cut for its length is cut in both.
            let harmless = String(repeating: "x", count: hostile.count)
            let read = try ReportPage.read(page)
            #expect(read.problems == [])
            #expect(
                read.tags
                    == (try ReportPage.read(ReportPage.make(ReportPage.spoiled(facts, by: harmless), language)).tags))
            #expect(
                read.text.contains("A remark" + Printable.safe(hostile).split(separator: " ").joined(separator: " ")))
        }
    }

    @Test(arguments: ["", "</script>", "<!--<script>", "\u{202E}\u{10FFFF}\\u003c\\\\u003c\u{7F}\u{85}", "\u{1F600}é"])
    func `carries the same facts to the byte`(_ text: String) throws {
        let facts = try ReportPage.facts {
            $0["remarks"] = ["A remark" + text]
            $0["author"] = ["name": "Jane" + text, "organisation": text + "Ltd"]
        }
        let path = NSTemporaryDirectory() + "/page-\(UUID().uuidString).html"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(ReportPage.make(facts)).write(to: URL(fileURLWithPath: path))
        #expect(try UncheckedReport.read(path).json == facts)
    }

    @Test func `gives the same bytes for the same facts`() throws {
        let facts = try ReportPage.facts()
        #expect(try ReportPage.make(facts) == ReportPage.make(facts))
        #expect(try ReportPage.make(facts) != ReportPage.make(facts, isSigned: false))
    }

    @Test func `says that nobody signed it, on screen and on every sheet`() throws {
        let bytes = try ReportPage.make(ReportPage.facts(), isSigned: false)
        let page = try ReportPage.read(bytes)
        #expect(page.text.contains("NOT SIGNED: nothing shows who made this report"))
        #expect(!page.text.contains("Digitally signed") && !page.text.contains("openssl cms"))
        #expect(String(decoding: bytes, as: UTF8.self).contains("@top-center { content: \"NOT SIGNED"))
    }

    @Test func `shows 2,000 breaks of more, and says where the others are`() throws {
        let facts = try ReportPage.facts {
            var verification = $0["verification"] as? [String: Any] ?? [:]
            var chains = verification["chains"] as? [[String: Any]] ?? []
            let found = chains[0]["breaks"] as? [Any] ?? []
            chains[0]["breaks"] = Array(repeating: found, count: 1_500).flatMap(\.self)
            chains[0]["breakCount"] = 3_700
            verification["chains"] = chains
            $0["verification"] = verification
        }
        let page = try ReportPage.read(ReportPage.make(facts))
        #expect(page.problems == [])
        #expect(page.headings.contains("3 2000 Rows missing") && !page.headings.contains("3 2001 Content changed"))
        #expect(page.text.contains("2,000 of 3,700 breaks are shown here."))
        #expect(page.text.contains("1,000 more are in the facts for machines that this page carries."))
        #expect(page.text.contains("700 more were counted, and nothing else was kept of them."))
    }

    @Test func `is no report where it is cut off, or carries facts twice`() throws {
        let page = try ReportPage.make(ReportPage.facts())
        let element = "<script type=\"application/json\" id=\"facts\">"
        let path = NSTemporaryDirectory() + "/page-\(UUID().uuidString).html"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for broken in [Array(page.prefix(page.count / 2)), page + Array("\(element){}</script>".utf8)] {
            try Data(broken).write(to: URL(fileURLWithPath: path))
            #expect(throws: Obstacle.self) { try UncheckedReport.read(path) }
        }
    }

    @Test func `works in a browser: filters, paper, night, a phone's width, no complaint and no request`() throws {
        let path = NSTemporaryDirectory() + "/page-\(UUID().uuidString).html"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(ReportPage.make(ReportPage.facts())).write(to: URL(fileURLWithPath: path))
        let told = try Shell.run(["python3", ReportPage.folder.appendingPathComponent("browser.py").path, path])
        let expected = """
            {"breaks": [2, 1, 1, 0], "complaints": [], "controls": [36, 2], \
            "grounds": ["rgb(255, 255, 255)", "rgb(15, 22, 35)"], "printed": [2, 0], "requests": ["the page"], \
            "said": "0 of 2 shown", "width": 360}
            """
        #expect(String(decoding: told, as: UTF8.self) == expected)
    }

    @Test func `of a log in which breaks were found says where the look did not come to its end`() throws {
        let facts = try ReportPage.facts {
            var verification = $0["verification"] as? [String: Any] ?? [:]
            verification["complete"] = false
            verification["stopped"] = ["kind": "unreachable", "message": "the connection to the server was lost"]
            var chains = verification["chains"] as? [[String: Any]] ?? []
            chains[0]["complete"] = false
            chains[0]["retention"] = NSNull()
            verification["chains"] = chains
            $0["verification"] = verification
        }
        let english = try ReportPage.read(ReportPage.make(facts))
        #expect(english.text.contains("The look was cut short, so there may be more."))
        #expect(english.text.contains("the connection to the server was lost"))
        #expect(english.text.contains("The look ended before all rows were read"))
        #expect(!english.text.contains("The rows have no time"))
        #expect(try ReportPage.read(ReportPage.make(facts, .ar)).text.contains("انقطع الفحص قبل نهايته"))
        #expect(!(try ReportPage.read(ReportPage.make(ReportPage.facts())).text.contains("cut short")))
    }

    @Test func `shows no more of a value than it should, however many marks a letter bears`() throws {
        let letter = "e" + String(repeating: "\u{301}", count: 300_000)
        let facts = try ReportPage.facts { $0["remarks"] = [letter] }
        let page = try ReportPage.make(facts)
        let shown = String(decoding: page, as: UTF8.self).components(separatedBy: "<p class=\"again\">")
        #expect(try #require(shown.dropFirst().first?.components(separatedBy: "</p>").first).unicodeScalars.count < 500)
    }
}
