public import AuditChain
import OpenSSL
public import Postgres

/// A function by which rows get their hash, as its definition stood when it was looked at: a changed trigger shows in a
/// changed digest.
public struct SealingPart: Sendable, Hashable {
    /// The triggers that lead to it, such as `captured_in_audit_log ON public.users`.
    public var triggers: [String]
    /// Schema, name and argument types, as SQL spells them.
    public var function: String
    /// SHA-256 of what `pg_get_functiondef` gives, in UTF-8, with `search_path = pg_catalog, pg_temp`; lower-case hex.
    public var sha256: String
}

extension SourceCatalog {
    /// The functions of a table's triggers for INSERT and of those triggers of other tables that insert into it, and the
    /// functions that all these call, by their names.
    public func sealing(of table: Relation, in session: inout Session) throws(Obstacle) -> [SealingPart] {
        let leading =
            triggers.filter { $0.tableOID == table.oid && $0.events.contains(.insert) }
            + captures(into: table.schema, table.name)
        var parts: [UInt32: SealingPart] = [:]
        for trigger in leading {
            guard let function = function(of: trigger) else { continue }
            let title = "\(trigger.name) ON \(trigger.table)"
            for part in [function] + helpers(of: [function]) {
                var known = parts[part.oid] ?? SealingPart(triggers: [], function: part.title, sha256: "")
                if !known.triggers.contains(title) { known.triggers.append(title) }
                parts[part.oid] = known
            }
        }
        for (oid, sha256) in try definitionDigests(of: parts.keys.sorted(), in: &session) {
            parts[oid]?.sha256 = sha256
        }
        // One that was dropped meanwhile has no definition any more.
        return parts.values.filter { !$0.sha256.isEmpty }.sorted { $0.function < $1.function }
    }

    /// The SHA-256 of each function's definition, as `SealingPart.sha256` tells it, by `pg_proc.oid`; without those that
    /// were dropped meanwhile.
    ///
    /// To write definitions down costs the server as much as all its other answers about functions: ask only for those
    /// that are shown.
    public func definitionDigests(
        of functions: [UInt32], in session: inout Session
    ) throws(Obstacle) -> [UInt32: String] {
        guard !functions.isEmpty else { return [:] }
        try session.search([])
        let rows = try Self.rows(
            of: "SELECT oid, pg_get_functiondef(oid) FROM unnest($1::oid[]) AS wanted (oid)",
            ["{" + functions.map(String.init).joined(separator: ",") + "}"], in: &session)
        var digests: [UInt32: String] = [:]
        for row in rows {
            guard let oid = row[0].flatMap({ UInt32($0) }), let definition = row[1] else { continue }
            digests[oid] = HexDigest.sha256(of: Array(definition.utf8))
        }
        return digests
    }
}
