public import AuditChain
import Foundation

/// An earlier inspection, read from its machine form: as much of it as a later one is compared with.
public struct InspectionFile: Sendable, Decodable {
    static let format = "unbroken-inspection/1"

    struct Judged: Sendable, Decodable, Hashable {
        var check: String
        var subject: String
        var grade: String
        var finding: String
    }

    struct Sealed: Sendable, Decodable {
        struct Function: Sendable, Decodable {
            var function: String
            var sha256: String
        }
        var table: String
        var functions: [Function]
    }

    struct Database: Sendable, Decodable {
        var name: String
        var systemIdentifier: String?
    }

    var startedAt: String
    var database: Database
    var judgements: [Judged]
    var sealing: [Sealed]

    /// Larger than any database gives reason for.
    private static let largest = 1 << 26

    /// Reads a file that `unbroken inspect --format json` wrote.
    ///
    /// - Throws: `.fileTrouble` where it can't be read, `.damagedFile` where it is something else.
    public static func read(_ path: String) throws(Obstacle) -> InspectionFile {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            data = try file.read(upToCount: largest + 1) ?? Data()
        } catch {
            throw Obstacle(
                .fileTrouble, "\(path) can't be read", hint: "name a file that 'unbroken inspect --format json' wrote")
        }
        struct Kind: Decodable { var format: String }
        guard data.count <= largest, let kind = try? JSONDecoder().decode(Kind.self, from: data), kind.format == format,
            let read = try? JSONDecoder().decode(InspectionFile.self, from: data)
        else {
            throw Obstacle(
                .damagedFile, "\(path) is no inspection, or a damaged one",
                hint: "name a file that 'unbroken inspect --format json' wrote, whole")
        }
        return read
    }
}
