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
    public func sealing(of table: Relation) -> [SealingPart] {
        let leading =
            triggers.filter { $0.tableOID == table.oid && $0.events.contains(.insert) }
            + captures(into: table.schema, table.name)
        var parts: [UInt32: SealingPart] = [:]
        for trigger in leading {
            guard let function = function(of: trigger) else { continue }
            let title = "\(trigger.name) ON \(trigger.table)"
            for part in [function] + helpers(of: [function]) {
                var known = parts[part.oid] ?? SealingPart(triggers: [], function: part.title, sha256: part.sha256)
                if !known.triggers.contains(title) { known.triggers.append(title) }
                parts[part.oid] = known
            }
        }
        return parts.values.sorted { $0.function < $1.function }
    }
}

extension SourceFunction {
    /// SHA-256 of the definition.
    public var sha256: String { HexDigest.sha256(of: Array(definition.utf8)) }
}
