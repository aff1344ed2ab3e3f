public import AuditChain
import Formula
import Foundation
import OpenSSL

extension Configuration {
    /// The file that is read where none is named.
    public static let defaultPath = "unbroken.yml"

    /// More than this no configuration holds in earnest; it is no more than a pipe or a device could be read of.
    private static let largest = 1 << 20

    /// Reads a configuration file; `nil`: `unbroken.yml` in the current folder.
    ///
    /// - Throws: an `Obstacle`: `.configuration` where the file is absent or says something wrong (with file, line and
    ///   column), `.fileTrouble` where it can't be read.
    public static func load(path: String?) throws(Obstacle) -> Configuration {
        let name = path ?? defaultPath
        return try Configuration(bytes: try bytes(of: name, wasNamed: path != nil), path: name)
    }

    /// What a configuration file with these bytes says.
    ///
    /// - Parameter path: the file as sentences and positions name it.
    /// - Throws: an `Obstacle` of the kind `.configuration`.
    public init(bytes: [UInt8], path: String) throws(Obstacle) {
        let root = try YAMLFile(bytes, path: path).value
        let fields = try root.fields(
            ["database", "chains", "retention", "controls", "report"], expecting: "a mapping with 'chains'")
        self.path = path
        sha256 = HexDigest.sha256(of: bytes)
        database = try fields["database"]?.text(expecting: "a connection string").value
        chains = try Self.chains(try fields.required("chains", hint: YAMLFile.start))
        retention = try fields["retention"].map(Self.retention)
        controls = try fields["controls"].map(Self.controls)
        report = try fields["report"].map(Self.report) ?? Author()
    }

    private static func chains(_ value: YAMLValue) throws(Obstacle) -> [ChainEntry] {
        var chains: [ChainEntry] = []
        for (number, element) in try value.elements(expecting: "a list of chains").enumerated() {
            let entry = try ChainEntry(element.named("chain \(number + 1)"))
            if let other = chains.first(where: { $0.name.value == entry.name.value }) {
                throw Obstacle(
                    .configuration,
                    "\(entry.name.position): the name \(YAMLValue.quoted(entry.name.value)) is taken",
                    hint: "line \(other.name.position.line) has it already; give each chain a name of its own")
            }
            chains.append(entry)
        }
        return chains
    }

    private static func retention(_ value: YAMLValue) throws(Obstacle) -> Retention {
        let fields = try value.fields(["years", "zone", "rhythm", "weekend"], expecting: "a mapping with 'years'")
        var retention = Retention(years: try fields.required("years", hint: "such as 7").count(in: 1...1000))
        if let zone = try fields["zone"]?.text(expecting: "a time zone") {
            guard Zone(setting: zone.value) != nil else {
                throw Obstacle(
                    .configuration, "\(zone.position): there is no time zone '\(zone.value)'",
                    hint: "name it as PostgreSQL's TimeZone does: UTC, Europe/Berlin, Asia/Riyadh")
            }
            retention.zone = zone.value
        }
        if let rhythm = try fields["rhythm"]?.text(expecting: "a rhythm") {
            guard let known = Retention.Rhythm(rawValue: rhythm.value) else {
                throw Obstacle(
                    .configuration, "\(rhythm.position): there is no rhythm '\(rhythm.value)'",
                    hint: "write every day, working days or none")
            }
            retention.rhythm = known
        }
        if let weekend = fields["weekend"] {
            retention.weekend = []
            for day in try weekend.elements(expecting: "a list of days").map({ element throws(Obstacle) in
                try element.label(expecting: "day")
            }) {
                let known = Retention.weekdays
                guard let number = known.firstIndex(of: day.value.lowercased()) else {
                    throw Obstacle(
                        .configuration, "\(day.position): there is no day '\(day.value)'",
                        hint: Nearest.hint(for: day.value, among: known, called: "the days"))
                }
                retention.weekend.insert(number)
            }
        }
        return retention
    }

    private static func report(_ value: YAMLValue) throws(Obstacle) -> Author {
        let fields = try value.fields(
            ["name", "organisation", "columns"], expecting: "a mapping with 'name', 'organisation' or 'columns'")
        var author = Author()
        author.name = try fields["name"]?.label(expecting: "name").value
        author.organisation = try fields["organisation"]?.label(expecting: "name of an organisation").value
        author.columns = try fields["columns"]?.columns() ?? []
        return author
    }

    private static func controls(_ value: YAMLValue) throws(Obstacle) -> Controls {
        let fields = try value.fields(
            ["critical", "application"], expecting: "a mapping with 'critical' or 'application'")
        func names(_ key: String, _ what: String) throws(Obstacle) -> [Located<String>] {
            guard let list = fields[key] else { return [] }
            return try list.elements(expecting: "a list of \(what)s").map { element throws(Obstacle) in
                try element.label(expecting: "a \(what)")
            }
        }
        return Controls(critical: try names("critical", "table"), application: try names("application", "role"))
    }

    private static func bytes(of path: String, wasNamed: Bool) throws(Obstacle) -> [UInt8] {
        do {
            let file = try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            defer { try? file.close() }
            let content = try file.read(upToCount: largest + 1) ?? Data()
            guard content.count <= largest else {
                throw Obstacle(.configuration, "\(path): the file is larger than 1 MiB, which no configuration is")
            }
            return [UInt8](content)
        } catch let obstacle as Obstacle {
            throw obstacle
        } catch CocoaError.fileReadNoSuchFile, CocoaError.fileNoSuchFile {
            throw absent(path, wasNamed: wasNamed)
        } catch {
            let reason =
                (error as? CocoaError)?.code == .fileReadNoPermission ? "permission denied" : "it can't be read"
            throw Obstacle(.fileTrouble, "\(path): \(reason)", hint: "check that it is a file that you may read")
        }
    }

    private static func absent(_ path: String, wasNamed: Bool) -> Obstacle {
        if wasNamed { return Obstacle(.configuration, "\(path): no such file", hint: YAMLFile.start) }
        return Obstacle(
            .configuration, "no \(path) in \(FileManager.default.currentDirectoryPath)",
            hint: "name the file with --config FILE, or \(YAMLFile.start)")
    }
}
