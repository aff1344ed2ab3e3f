import Foundation
@testable import SigningSupport
import Support
import Testing

/// What software that is nobody's of ours says of a report's signature.
@Suite("A report's signature") struct ReportSignatureTests {
    /// A signed report of a tampered log, made once.
    private static let made: ReportedSystem = {
        do {
            let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
            let result = try system.report("r.pdf", signing: ReportedSystem.ada)
            guard result.status == 1 else { fatalError("no report: \(result.errorText)") }
            return system
        } catch { fatalError("no report: \(error)") }
    }()

    /// What pyHanko's validator says of one file or more, a line for each: whether the signature is valid, trusted, and
    /// covers the whole file.
    private static func pyHanko(_ files: [String], trust: String = "root.pem") throws -> [String] {
        try Shell.run(
            [
                ReportedSystem.python, "-c",
                """
                import sys, logging
                logging.disable(logging.CRITICAL)
                from pyhanko.pdf_utils.reader import PdfFileReader
                from pyhanko.sign.validation import validate_pdf_signature
                from pyhanko.sign.validation.status import SignatureCoverageLevel
                from pyhanko.keys import load_cert_from_pemder
                from pyhanko_certvalidator import ValidationContext
                root = load_cert_from_pemder(sys.argv[1])
                for path in sys.argv[2:]:
                    try:
                        with open(path, 'rb') as file:
                            reader = PdfFileReader(file)
                            signature = reader.embedded_signatures[0]
                            status = validate_pdf_signature(signature, ValidationContext(trust_roots=[root]))
                            whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
                            print('good' if status.bottom_line and whole else 'bad')
                    except Exception as error:
                        print('bad')
                """, TestAuthority.shared.path(trust),
            ] + files
        ).split(separator: 10).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Whether pyHanko takes the signature, behind which only what may was appended, and each document time stamp.
    private static func stamps(on file: String) throws -> String {
        String(
            decoding: try Shell.run([
                ReportedSystem.python, "-c",
                """
                import sys, logging
                logging.disable(logging.CRITICAL)
                from pyhanko.pdf_utils.reader import PdfFileReader
                from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
                from pyhanko.keys import load_cert_from_pemder
                from pyhanko_certvalidator import ValidationContext
                context = ValidationContext(trust_roots=[load_cert_from_pemder(sys.argv[1])])
                with open(sys.argv[2], 'rb') as file:
                    reader = PdfFileReader(file)
                    signature = validate_pdf_signature(reader.embedded_regular_signatures[0], context)
                    stamps = [validate_pdf_timestamp(s, context) for s in reader.embedded_timestamp_signatures]
                    print(signature.bottom_line, [s.intact and s.valid and s.trusted for s in stamps])
                """, TestAuthority.shared.path("root.pem"), file,
            ]), as: UTF8.self)
    }

    private static func pdfsig(_ file: String) throws -> String {
        try Shell.outcome(of: ["pdfsig", "-nocert", file]).text
    }

    @Test func `is valid and covers the whole document, say pdfsig and pyHanko`() throws {
        let file = Self.made.path("r.pdf")
        let told = try Self.pdfsig(file)
        #expect(told.contains("Signature Validation: Signature is Valid."))
        #expect(told.contains("Total document signed"))
        #expect(told.contains("Signature Type: ETSI.CAdES.detached"))
        #expect(told.contains("Signer Certificate Common Name: Ada Lovelace"))
        #expect(try Self.pyHanko([file]) == ["good"])
        #expect(try Self.pyHanko([file], trust: "stranger.pem") == ["bad"])
        let faults = try Shell.outcome(of: ["qpdf", "--check", file])
        #expect(faults.status == 0, "\(faults.text)\(faults.errorText)")
        let checked = try Self.made.check("r.pdf")
        #expect(checked.status == 1)
        #expect(checked.text.hasPrefix("It holds: broken, as CN=Ada Lovelace,O=Sample Bank signed it."))
    }

    @Test func `does not hold after one byte changed, wherever it stands`() throws {
        let system = Self.made
        let whole = try system.bytes("r.pdf")
        var dice = Dice(seed: 7)
        let opening = Array("/Contents <".utf8)
        let found = whole.indices.last { whole[$0...].starts(with: opening) }
        let container = try #require(found) + opening.count
        let isFilling = { (place: Int) in place >= container && place < container + 2 * 24_576 }
        var names: [String] = []
        var places: [Int] = []
        for number in 0..<200 {
            var place = Int(dice.next() % UInt64(whole.count))
            // Some in the container itself, which programs but ours do not look at behind the signature.
            if number % 20 == 0 { place = container + Int(dice.next() % UInt64(2 * 24_576)) }
            var bytes = whole
            bytes[place] = bytes[place] ^ UInt8(1 << (dice.next() % 7))
            let name = "flip-\(number).pdf"
            try Data(bytes).write(to: URL(fileURLWithPath: system.path(name)))
            names.append(name)
            places.append(place)
        }
        defer { for name in names { try? FileManager.default.removeItem(atPath: system.path(name)) } }
        let theirs = try Self.pyHanko(names.map(system.path))
        #expect(theirs.count == 200)
        for (index, name) in names.enumerated() {
            let ours = try system.check(name)
            #expect(ours.status == 65, "byte \(places[index]): \(ours.text)\(ours.errorText)")
            guard !isFilling(places[index]) else { continue }
            #expect(theirs[index] == "bad", "byte \(places[index])")
            let valid = try Self.pdfsig(system.path(name))
            #expect(
                !valid.contains("Signature is Valid.") || !valid.contains("Total document signed"),
                "byte \(places[index])")
        }
    }

    @Test func `does not hold with anything appended, or cut off`() throws {
        let system = Self.made
        let whole = try system.bytes("r.pdf")
        for (name, bytes) in [
            ("more", whole + Array("\n% more\n".utf8)), ("space", whole + [10]), ("twice", whole + whole),
            ("less", Array(whole.dropLast())), ("half", Array(whole.prefix(whole.count / 2))), ("nothing", []),
            ("head", Array("%PDF-1.5\n".utf8)),
        ] {
            try Data(bytes).write(to: URL(fileURLWithPath: system.path("\(name).pdf")))
            let result = try system.check("\(name).pdf")
            #expect(result.status == 65, "\(name): \(result.text)")
        }
    }

    @Test func `of the machine form is accepted by openssl`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let made = try system.report("r.json")
        #expect(made.status == 0, "\(made.errorText)")
        let authority = TestAuthority.shared
        let accepted = try Shell.outcome(of: [
            "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", system.path("r.json.p7s"),
            "-content", system.path("r.json"), "-CAfile", authority.path("root.pem"), "-out", "/dev/null",
        ])
        #expect(accepted.status == 0, "\(accepted.errorText)")
        #expect(try system.check("r.json").status == 0)
        var bytes = try system.bytes("r.json")
        bytes[bytes.count / 2] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: system.path("r.json")))
        let refused = try system.check("r.json")
        #expect(refused.status == 65)
        try FileManager.default.removeItem(atPath: system.path("r.json.p7s"))
        #expect(try system.check("r.json").errorText.contains("is not signed"))
    }

    @Test func `with a time stamp holds, and is renewed by another over all of it`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let clock = try ClockServer()
        let url = "http://127.0.0.1:\(clock.port)/good"
        let made = try system.report("r.pdf", ["--timestamp", url])
        #expect(made.status == 0, "\(made.errorText)")
        let checked = try system.check("r.pdf")
        #expect(checked.status == 0)
        #expect(checked.text.contains("time stamp") && checked.text.contains("CN=Clock"))
        #expect(try Self.pyHanko([system.path("r.pdf")]) == ["good"])

        for number in 1...2 {
            let renewed = try Command.run([
                "renew", system.path("r.pdf"), "--timestamp", url, "--trust", TestAuthority.shared.path("root.pem"),
            ])
            #expect(renewed.status == 0, "\(renewed.errorText)")
            let again = try system.check("r.pdf")
            #expect(again.status == 0, "\(again.errorText)")
            #expect(again.text.components(separatedBy: "  renewed ").count == number + 1)
        }
        let told = try Self.pdfsig(system.path("r.pdf"))
        #expect(told.components(separatedBy: "Signature #").count == 4, "\(told)")
        #expect(told.components(separatedBy: "Total document signed").count == 2)
        #expect(try Self.stamps(on: system.path("r.pdf")) == "True [True, True]\n")
        #expect(try Shell.outcome(of: ["qpdf", "--check", system.path("r.pdf")]).status == 0)
        // A stamp's own bytes count too.
        var bytes = try system.bytes("r.pdf")
        bytes[bytes.count - 30] ^= 1
        try Data(bytes).write(to: URL(fileURLWithPath: system.path("flipped.pdf")))
        #expect(try system.check("flipped.pdf").status == 65)
    }
}
