import AuditChain
import Evidence
import Foundation
import Support
import Testing

@testable import SigningSupport

@Suite("An export that somebody has touched") struct ExportMutationTests {
    /// What is done to the bytes of a file.
    private enum Touch: CaseIterable {
        case byte, swapBytes, cut, append, deleteLine, doubleLine, swapLines, deleteCell, swapDigits, empty

        func apply(to bytes: [UInt8], _ dice: inout Dice) -> [UInt8] {
            var bytes = bytes
            guard !bytes.isEmpty else { return [10] }
            let at = Int.random(in: bytes.indices, using: &dice)
            switch self {
            case .byte: bytes[at] = UInt8.random(in: 0...255, using: &dice)
            case .swapBytes: bytes.swapAt(at, Int.random(in: bytes.indices, using: &dice))
            case .cut: bytes.removeLast(bytes.count - at)
            case .append:
                bytes += (0...Int.random(in: 0...9, using: &dice)).map { _ in UInt8.random(in: 0...255, using: &dice) }
            case .empty: bytes = []
            case .deleteCell:
                let end = bytes[at...].firstIndex(of: UInt8(ascii: ",")) ?? bytes.endIndex
                bytes.removeSubrange(at..<end)
            case .swapDigits:
                let digits = bytes.indices.filter { UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[$0] }
                if let one = digits.randomElement(using: &dice), let other = digits.randomElement(using: &dice) {
                    bytes.swapAt(one, other)
                }
            case .deleteLine, .doubleLine, .swapLines:
                var lines = bytes.split(separator: 10, omittingEmptySubsequences: false)
                let line = Int.random(in: lines.indices, using: &dice)
                switch self {
                case .deleteLine: lines.remove(at: line)
                case .doubleLine: lines.insert(lines[line], at: line)
                default: lines.swapAt(line, Int.random(in: lines.indices, using: &dice))
                }
                bytes = Array(lines.joined(separator: [10]))
            }
            return bytes
        }
    }

    /// Puts a link in a file's place: to a copy, which is as good as any file until it is changed, or to what is none.
    private static func link(
        at path: String, to bytes: [UInt8], in system: ReportedSystem, _ dice: inout Dice
    ) throws -> String {
        let copy = system.path("copy")
        try Data(bytes).write(to: URL(fileURLWithPath: copy))
        let target = [copy, "/nonexistent", "/dev/null", "/dev/zero", "."].randomElement(using: &dice) ?? copy
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: target)
        return "a link to \(target)"
    }

    private static func restore(_ path: String, to bytes: [UInt8]) throws {
        // A link would have its target written to.
        if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil {
            try FileManager.default.removeItem(atPath: path)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    private static func foreignName(_ dice: inout Dice) -> String {
        let letters = Array("abz.-_ \u{E9}~")
        var name = "x"
        for _ in 0...Int.random(in: 0...12, using: &dice) { name.append(letters.randomElement(using: &dice) ?? "a") }
        return name + (["", ".csv", ".p7s", ".txt"].randomElement(using: &dice) ?? "")
    }

    private static func add(_ path: String, like bytes: [UInt8], _ dice: inout Dice) throws {
        switch Int.random(in: 0...2, using: &dice) {
        case 0: try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        case 1: try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "rows.csv")
        default: try Data(bytes).write(to: URL(fileURLWithPath: path))
        }
    }

    /// Has the manifest, signed anew, name a file outside of its folder, which is there and as it should be.
    private static func climb(in system: ReportedSystem, _ dice: inout Dice) throws -> String {
        let name = ["rows.csv", "left-out.csv", "README.txt"].randomElement(using: &dice) ?? ""
        try Data(try system.bytes("out/" + name)).write(to: URL(fileURLWithPath: system.path(name)))
        let ways = ["../", "./", "../out/", "out/../../", "/", "..\\u002f", "%2e%2e/", "", "//"]
        let outside = (ways.randomElement(using: &dice) ?? "../") + name
        let climbing = outside == name ? system.path(name) : outside
        let manifest = try system.text("out/manifest.json").replacing("\"\(name)\"", with: "\"\(climbing)\"")
        try system.write("out/manifest.json", manifest)
        try system.sign("out/manifest.json", as: "ada")
        return "the manifest names \(climbing)"
    }

    /// How often; a run under a sanitizer, many times slower, has fewer.
    private static let count =
        ProcessInfo.processInfo.environment["UNBROKEN_TEST_MUTATIONS"].flatMap { Int($0) } ?? 10_000

    @Test func `holds no more, in 10,000 random ways`() throws {
        let system = try ReportedSystem(tampering: ReportedSystem.twoBreaks)
        defer { system.remove() }
        let words = ["--around", "id=503", "--context", "15", "--where", "table_name <> 'users'", "--excel"]
        #expect(try system.export("out", words).status == 1)
        let root = TestAuthority.shared.path("root.pem")
        let check = try EvidenceCheck(
            trust: [root], revocationLists: [], now: Int(Date.now.timeIntervalSince1970))
        #expect(try check.check(export: system.path("out")).exitStatus == .broken)
        let names = try FileManager.default.contentsOfDirectory(atPath: system.path("out")).sorted()
        #expect(names.count == 7)
        let originals = try names.map { try system.bytes("out/\($0)") }
        var dice = Dice(seed: 8)
        var (touched, held, refused) = (0, 0, 0)
        while touched < Self.count {
            let index = Int.random(in: names.indices, using: &dice)
            let path = system.path("out/" + names[index])
            var added: String?
            var restored = [index]
            let way: String
            switch Int.random(in: 0..<200, using: &dice) {
            case 0:
                way = try Self.climb(in: system, &dice)
                restored = Array(names.indices)
            case 1...10:
                try FileManager.default.removeItem(atPath: path)
                way = "\(names[index]) is \(try Self.link(at: path, to: originals[index], in: system, &dice))"
            case 11...20:
                let name = Self.foreignName(&dice)
                guard !names.contains(name) else { continue }
                added = system.path("out/" + name)
                way = "\(name) was added"
                try Self.add(added ?? "", like: originals[index], &dice)
            default:
                let touch = Touch.allCases.randomElement(using: &dice) ?? .byte
                let changed = touch.apply(to: originals[index], &dice)
                guard changed != originals[index] else { continue }
                way = "\(names[index]) was changed (\(touch))"
                try Data(changed).write(to: URL(fileURLWithPath: path))
            }
            touched += 1
            do throws(Obstacle) {
                _ = try check.check(export: system.path("out"))
                held += 1
                Issue.record("\(way), and it holds")
            } catch  where error.kind == .damagedFile {
                refused += 1
            } catch {
                Issue.record("\(way): \(error)")
            }
            // The second checker is a process each time.
            if touched % 50 == 0 { #expect(try system.recheck("out").status == 65, "\(way)") }
            if let added { try FileManager.default.removeItem(atPath: added) }
            for place in restored { try Self.restore(system.path("out/" + names[place]), to: originals[place]) }
        }
        #expect(held == 0 && refused == touched)
        print("\(touched) changes to the files of an export: \(refused) were refused")
        #expect(try check.check(export: system.path("out")).exitStatus == .broken)
    }
}
