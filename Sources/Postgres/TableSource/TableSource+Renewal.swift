public import AuditChain
public import Rows

extension TableSource {
    /// The new snapshot must show the same table; who reads on from a place has to look for himself what stands there.
    public mutating func renewSnapshot(
        after loss: Obstacle, pause: Duration
    ) throws(Obstacle) -> RenewedSnapshot? {
        guard try session.isConflict(loss) else { return nil }
        let interruption = session.connection.wire.interruption
        var pause = pause
        var last = loss
        for _ in 0..<5 {
            try interruption.sleep(until: .now + pause)
            do throws(Obstacle) {
                try session.beginAgain()
                try checkPlace()
                return RenewedSnapshot(position: session.facts.lsn)
            } catch {
                guard error.kind == .unreachable else { throw error }
                last = error
            }
            pause = pause * 2 + .milliseconds(200)
        }
        throw Obstacle(
            .unreachable, "\(loss.sentence), and no new snapshot could be begun: \(last.sentence)",
            hint: last.hint ?? loss.hint)
    }

    private mutating func checkPlace() throws(Obstacle) {
        try session.search(layout.schemas)
        switch place {
        case .table(var before):
            var now = try session.relation(schema: before.schema, name: before.name)
            let haveSameIndexes = Set(now.indexes) == Set(before.indexes)
            (now.indexes, before.indexes) = ([], [])
            guard haveSameIndexes, now == before else { throw Self.changed }
        case .query:
            guard try session.columns(ofQuery: from) == columns else { throw Self.changed }
        }
    }

    private static var changed: Obstacle {
        Obstacle(
            .damagedStream, "the table was altered between two snapshots of the standby",
            hint: "verify again, now that it is done")
    }
}
