import Foundation
import OpenSSL
import Support
import Testing

@testable import SigningSupport

@Suite("The folder of an export") struct ExportFolderTests {
    private static let files = ["README.txt", "certificate.txt", "manifest.json", "manifest.json.p7s", "rows.csv"]

    @Test func `holds rows, manifest, signature and texts, and two checkers say that it does`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let made = try system.export(
            "out",
            [
                "--around", "id=503", "--context", "20", "--by", "A. Analyst", "--reason", "a court's request",
                "--case", "12-345",
            ])
        #expect(made.status == 1, "\(made.errorText)")
        #expect(try system.files(beginning: "out") == ["out"])
        #expect(try FileManager.default.contentsOfDirectory(atPath: system.path("out")).sorted() == Self.files)
        let checked = try system.check("out")
        #expect(checked.status == 1, "\(checked.errorText)")
        #expect(checked.text.hasPrefix("It holds: 41 rows, of which 1 belongs to breaks, as "), "\(checked.text)")
        #expect(checked.text.contains("Ada Lovelace"))
        #expect(checked.text.contains("40 rows shown give the stored hash under the formula."))
        #expect(checked.text.contains("1 row shown does not, and is marked so."))
        let other = try system.recheck("out")
        #expect(other.status == 1, "\(other.errorText)")
        #expect(other.text.contains("41 rows were recomputed"), "\(other.text)")
        // The signature by openssl, as README.txt says.
        let verified = try Shell.outcome(of: [
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", system.path("out/manifest.json.p7s"),
            "-content",
            system.path("out/manifest.json"), "-CAfile", TestAuthority.shared.path("root.pem"), "-purpose", "any",
            "-out",
            "/dev/null",
        ])
        #expect(verified.status == 0, "\(verified.errorText)")
    }

    @Test func `says in its manifest what was copied, and each sum is the file's`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let made = try system.export("out", ["--around", "id=1000", "--context", "10", "--case", "12-345"])
        #expect(made.status == 0, "\(made.errorText)")
        let manifest = try system.manifest("out")
        for file in manifest["files"] as? [[String: Any]] ?? [] {
            let name = file["name"] as? String ?? ""
            #expect(try ReportedSystem.sum(system.path("out/\(name)")) == file["sha256"] as? String)
        }
        #expect(manifest["verdict"] as? String == "intact")
        #expect((manifest["log"] as? [String: Any])?["verdict"] as? String == "broken")
        #expect(manifest["case"] as? String == "12-345")
        #expect(manifest["by"] is NSNull && manifest["checkpoint"] is NSNull)
        let range = (manifest["ranges"] as? [[String: Any]])?.first
        #expect(range?["first"] as? Int == 990 && range?["last"] as? Int == 1010)
        let hashes = try system.psql(
            "SELECT encode(hash, 'hex') FROM (SELECT id, hash, row_number() OVER (ORDER BY id) n FROM audit_log) r WHERE n IN (989, 1010) ORDER BY id"
        ).split(separator: "\n")
        #expect([range?["entering"], range?["leaving"]].map { $0 as? String } == hashes.map(String.init))
        let program = (manifest["tool"] as? [String: Any])?["sha256"] as? String
        #expect(try program == ReportedSystem.sum(Command.path))
        let validated = try Shell.outcome(of: [
            ReportedSystem.python, "-c",
            "import json,sys,jsonschema; jsonschema.Draft202012Validator(json.load(open(sys.argv[1]))).validate(json.load(open(sys.argv[2])))",
            ReportedSystem.fixture + "/../../Schemas/export-1.schema.json", system.path("out/manifest.json"),
        ])
        #expect(validated.status == 0, "\(validated.errorText)")
        // Its query gives the same rows again.
        let again = try system.psql("SELECT id FROM (\(manifest["query"] as? String ?? "")) q").split(separator: "\n")
        let ids = try system.text("out/rows.csv").split(separator: "\r\n").dropFirst().map { $0.prefix { $0 != "," } }
        #expect(again == ids && ids.count == 21)
    }

    @Test func `lists what a condition left out, so that nothing can be hidden`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let words = ["--break", "1", "--context", "100", "--where", "table_name = 'bookings'"]
        #expect(try system.export("out", words).status == 1)
        #expect(try system.verdict(of: "out") == 1)
        let shown = try system.text("out/rows.csv").split(separator: "\r\n").count - 1
        let hidden = try system.text("out/left-out.csv").split(separator: "\r\n").count - 1
        #expect(shown > 10 && hidden > 10 && shown + hidden == 201, "\(shown) \(hidden)")
        #expect(try system.text("out/README.txt").contains("table_name = 'bookings'"))
        // Whoever signs again what hides a row, shows one twice or moves one does not get it past the checkers.
        for file in ["rows.csv", "left-out.csv"] {
            func lines(_ text: String) -> [String] { text.components(separatedBy: "\r\n") }
            let changes: [(String, ([String]) -> [String])] = [
                ("without a row", { Array($0[..<5] + $0[6...]) }), ("with a row twice", { Array($0[...5] + $0[5...]) }),
                ("with two rows exchanged", { $0[..<5] + [$0[6], $0[5]] + $0[7...] }),
                ("without the last", { Array($0.dropLast(2) + [""]) }), ("without the first", { [$0[0]] + $0[2...] }),
                ("without the header", { Array($0[1...]) }), ("cut off", { Array($0.dropLast()) }),
            ]
            for (name, change) in changes {
                try system.forge("out", file, as: "forged") { change(lines($0)).joined(separator: "\r\n") }
                #expect(try system.verdict(of: "forged") == 65, "\(file) \(name)")
            }
        }
    }

    @Test func `holds what is masked by the stored hash only, and says so`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let words = ["--around", "id=700", "--context", "30", "--mask", "ip_address, new_data.status"]
        let made = try system.export("out", words)
        #expect(made.status == 0, "\(made.errorText)")
        #expect(try system.verdict(of: "out") == 0)
        let addresses = Set(
            try system.psql("SELECT DISTINCT host(ip_address) FROM audit_log WHERE ip_address IS NOT NULL").split(
                separator: "\n"))
        let rows = try system.text("out/rows.csv")
        #expect(addresses.count > 5 && !addresses.contains { rows.contains("," + $0 + ",") })
        #expect(rows.contains(",[masked],") && rows.contains(#"""status"": ""[masked]"""#))
        let told = try system.check("out").text
        #expect(told.contains("rows with masked values: such a row proves by its stored hash only."), "\(told)")
        #expect(try system.recheck("out").text.contains("have masked values"))
        // A marker where nothing was masked is not what was stored.
        let plain = try system.export("plain", ["--around", "id=700", "--context", "3"])
        #expect(plain.status == 0)
        try system.forge("plain", "rows.csv", as: "forged") { text in
            var lines = text.components(separatedBy: "\r\n")
            for action in ["INSERT", "UPDATE"] {
                lines[2] = lines[2].replacingOccurrences(of: action, with: "[masked]")
            }
            return lines.joined(separator: "\r\n")
        }
        #expect(try system.text("forged/rows.csv").contains("[masked]"))
        #expect(try system.verdict(of: "forged") == 65)
    }

    @Test func `is refused to a checker once anything in it has changed`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        #expect(try system.export("out", ["--around", "id=503", "--context", "5", "--excel"]).status == 1)
        #expect(try system.verdict(of: "out") == 1)
        func copied(_ change: () throws -> Void) throws -> Int32 {
            try? FileManager.default.removeItem(atPath: system.path("copy"))
            try FileManager.default.copyItem(atPath: system.path("out"), toPath: system.path("copy"))
            try change()
            return try system.verdict(of: "copy")
        }
        #expect(try copied {} == 1)
        for name in Self.files + ["rows.spreadsheet.csv"] {
            let taken = try copied { try FileManager.default.removeItem(atPath: system.path("copy/\(name)")) }
            #expect(taken == 65, "without \(name)")
            let longer = try copied {
                try Data(try system.bytes("copy/\(name)") + [10]).write(
                    to: URL(fileURLWithPath: system.path("copy/\(name)")))
            }
            #expect(longer == 65, "longer \(name)")
            let linked = try copied {
                try FileManager.default.moveItem(atPath: system.path("copy/\(name)"), toPath: system.path("moved"))
                try FileManager.default.createSymbolicLink(
                    atPath: system.path("copy/\(name)"), withDestinationPath: system.path("moved"))
            }
            try? FileManager.default.removeItem(atPath: system.path("moved"))
            #expect(linked == 65, "linked \(name)")
        }
        #expect(try copied { try system.write("copy/more.csv", "x") } == 65)
        #expect(try copied { try system.write("copy/.hidden", "") } == 65)
        #expect(
            try copied {
                try FileManager.default.createDirectory(
                    atPath: system.path("copy/folder"), withIntermediateDirectories: false)
            } == 65)
        try system.forge("out", "manifest.json", as: "copy") {
            $0.replacingOccurrences(of: "\"rows.csv\"", with: "\"../out/rows.csv\"")
        }
        #expect(try system.verdict(of: "copy") == 65)
        // Somebody else's signature, by the same authority.
        #expect(try copied { try system.sign("copy/manifest.json", as: "twin") } == 65)
    }

    @Test func `tells a signer's certificate that may not sign, or that nobody trusts`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.export("out", ["--around", "id=5", "--context", "2"]).status == 0)
        for (name, issuer) in [
            ("webmaster", "web"), ("expired", "middle"), ("authority", "middle"), ("cipher", "middle"),
        ] {
            try system.sign("out/manifest.json", as: name, below: issuer)
            #expect(try system.check("out").status == 65, "\(name)")
            // That the authority in between is for servers only, openssl's command does not ask.
            if name != "webmaster" { #expect(try system.recheck("out").status == 65, "\(name)") }
        }
        #expect(try system.export("bare", ["--around", "id=5"], signing: ["--unsigned"]).status == 0)
        let refused = try system.check("bare")
        #expect(refused.status == 65)
        #expect(refused.errorText.contains("is not signed"), "\(refused.errorText)")
        #expect(try system.recheck("bare").status == 65)
        #expect(try system.text("bare/README.txt").contains("NOBODY SIGNED THIS"))
        let unsaid = try system.export("none", ["--all"], signing: [])
        #expect(unsaid.status == 64 && unsaid.errorText.contains("--unsigned"), "\(unsaid.errorText)")
    }

    @Test func `is judged at the time of its time stamp`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let server = try ClockServer()
        #expect(
            try system.export(
                "out", ["--around", "id=5"],
                signing: ReportedSystem.ada + ["--timestamp", "http://127.0.0.1:\(server.port)/good"]
            ).status
                == 0)
        #expect(try system.verdict(of: "out") == 0)
        #expect(try system.check("out").text.contains("time stamp"))
        #expect(try system.recheck("out").text.contains("judged at 20"))
    }

    @Test func `still holds when its signer's certificate and the authority's have expired since its stamp`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let (june, clock) = (1_560_340_800, "2019-06-12 12:00:00")
        #expect(
            try system.export(
                "out", ["--around", "id=5", "--context", "2"], signing: ["--unsigned"],
                environment: ["SOURCE_DATE_EPOCH": "\(june)"]
            ).status == 0)
        try system.write(
            "out/manifest.json",
            try system.text("out/manifest.json").replacing("\"signer\": null", with: "\"signer\": \"Expired\""))
        let authority = TestAuthority.shared
        func sign(stampedBy clock: String?) throws {
            let signature = try authority.signer("expired", key: "rsa")
                .sign([try system.bytes("out/manifest.json")[...]], as: .cades, at: june)
            try Data(try clock.map { try authority.stamped(signature, by: "old-tsa", clock: $0) } ?? signature)
                .write(to: URL(fileURLWithPath: system.path("out/manifest.json.p7s")))
        }
        try sign(stampedBy: nil)
        #expect(try system.verdict(of: "out") == 65)
        try sign(stampedBy: "2020-06-12 12:00:00")
        #expect(try system.verdict(of: "out") == 65)
        try sign(stampedBy: clock)
        #expect(try system.verdict(of: "out") == 0)
        #expect(try system.check("out").text.contains("judged at    2019-06-12T12:00:00Z"))
        #expect(try !system.check("out").text.contains("one of them was wrong"))

        // Nothing says that the stamp's clock is the wrong one.
        try system.write(
            "out/manifest.json",
            try system.text("out/manifest.json").replacing("2019-06-12T12:00:00Z", with: "2019-07-12T12:00:00Z"))
        try sign(stampedBy: clock)
        let told = try system.check("out")
        #expect(told.status == 0)
        #expect(
            told.text.contains(
                """
                  export       made at 2019-07-12T12:00:00Z
                               by its maker's clock, which is ahead of its time stamp: one of them was wrong
                """), "\(told.text)")
    }

    @Test func `replaces a folder only when told to, and only an export`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        let words = ["--around", "id=5", "--context", "1"]
        #expect(try system.export("out", words).status == 0)
        let before = try system.bytes("out/manifest.json")
        let refused = try system.export("out", words)
        #expect(refused.status == 74 && refused.errorText.contains("--force"), "\(refused.errorText)")
        #expect(try system.bytes("out/manifest.json") == before)
        #expect(try system.export("out", ["--around", "id=50", "--context", "1", "--force"]).status == 0)
        #expect(try system.bytes("out/manifest.json") != before)
        #expect(try system.verdict(of: "out") == 0)
        try FileManager.default.createDirectory(atPath: system.path("mine"), withIntermediateDirectories: false)
        try system.write("mine/thesis.txt", "ten years of work")
        let kept = try system.export("mine", words + ["--force"])
        #expect(kept.status == 74 && kept.errorText.contains("thesis.txt"), "\(kept.errorText)")
        #expect(try system.text("mine/thesis.txt") == "ten years of work")
        try system.write("file", "")
        #expect(try system.export("file", words + ["--force"]).status == 74)
        #expect(try system.files(beginning: "").allSatisfy { !$0.contains(".part") && !$0.contains(".old") })
    }

    @Test func `takes another's place in one step, so that there is never neither`() throws {
        let system = try ReportedSystem()
        defer { system.remove() }
        #expect(try system.export("out", ["--around", "id=5", "--context", "1"]).status == 0)
        let moves = try Self.moves(in: system.path("")) {
            let made = try system.export("out", ["--around", "id=50", "--context", "1", "--force"])
            #expect(made.status == 0)
        }
        #expect(moves.first { $0.name == "out" }?.isArrival == true, "\(moves)")
        #expect(moves.allSatisfy { $0.name == "out" || $0.name.hasSuffix(".part") }, "\(moves)")
    }

    /// The names that came and went in a folder by renaming, as the kernel told of them (inotify(7)).
    private static func moves(in folder: String, during body: () throws -> Void) throws -> [(
        name: String, isArrival: Bool
    )] {
        let queue = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
        defer { close(queue) }
        try #require(inotify_add_watch(queue, folder, UInt32(IN_MOVED_FROM | IN_MOVED_TO)) >= 0)
        try body()
        var moves: [(name: String, isArrival: Bool)] = []
        let bytes = [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
            count = max(0, read(queue, buffer.baseAddress, buffer.count))
        }
        // struct inotify_event: watch, mask, cookie and length, four bytes each; then the name, filled up with zeros.
        func number(_ at: Int) -> UInt32 { bytes[at..<at + 4].reversed().reduce(0) { $0 << 8 | UInt32($1) } }
        var at = 0
        while at + 16 <= bytes.count {
            let length = Int(number(at + 12))
            let name = String(decoding: bytes[at + 16..<at + 16 + length].prefix { $0 != 0 }, as: UTF8.self)
            moves.append((name, number(at + 4) & UInt32(IN_MOVED_TO) != 0))
            at += 16 + length
        }
        return moves
    }
}
