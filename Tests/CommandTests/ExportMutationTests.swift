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
            let changed = (Touch.allCases.randomElement(using: &dice) ?? .byte).apply(to: originals[index], &dice)
            guard changed != originals[index] else { continue }
            touched += 1
            try Data(changed).write(to: URL(fileURLWithPath: path))
            do throws(Obstacle) {
                _ = try check.check(export: system.path("out"))
                held += 1
                Issue.record("\(names[index]) was changed, and holds")
            } catch  where error.kind == .damagedFile {
                refused += 1
            } catch {
                Issue.record("\(names[index]): \(error)")
            }
            // The second checker is a process each time.
            if touched % 50 == 0 { #expect(try system.recheck("out").status == 65, "\(names[index])") }
            try Data(originals[index]).write(to: URL(fileURLWithPath: path))
        }
        #expect(held == 0 && refused == touched)
        print("\(touched) changes to the files of an export: \(refused) were refused")
        #expect(try check.check(export: system.path("out")).exitStatus == .broken)
    }
}
