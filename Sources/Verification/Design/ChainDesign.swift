public import AuditChain
import Configuration
import Formula
public import Postgres

/// How an entry of `chains:` is made, apart from what its rows hold.
public struct ChainDesign: Sendable {
    /// The entry's name.
    public let name: String
    /// Its table; `nil`: a query gives the rows.
    public let table: Relation?
    /// The order columns, the columns of `per:`, of the link, of the hash.
    public let order: [String], per: [String], previous: String?, hash: String
    /// The columns that the formula reads.
    public let formulaColumns: [String]
    /// Sentences about neighbours in what is hashed between which bytes can move unseen.
    public let ambiguities: [String]
    /// The server settings that decide what the formula gives, by name; what the server renders is not looked into.
    public let decidingSettings: Set<String>
    /// Whether the server renders the formula or a part of it.
    public let isServerRendered: Bool
}

extension Verifier {
    /// The designs of the entries, checked against the database as `run` would.
    ///
    /// - Returns: the session, which goes on.
    public func designs(of session: consuming Session, into designs: inout [ChainDesign]) throws(Obstacle) -> Session {
        let catalog = SessionCatalog(session)
        for entry in entries {
            designs.append(try EntryPreparation(Self.underForeignZone(entry), catalog: catalog).design)
        }
        return try catalog.release()
    }

    /// An entry as if its writer's `TimeZone` were one that no formula names, so that it shows where that setting is heeded.
    private static func underForeignZone(_ entry: ChainEntry) -> ChainEntry {
        var changed = entry
        changed.settings = entry.settings.prefix(1).map { range in
            var range = range
            for name in range.values.keys where name.lowercased() == "timezone" { range.values[name] = nil }
            range.values["TimeZone"] = Located("Antarctica/Troll", at: range.position)
            return range
        }
        return changed
    }
}
