import AuditChain
import Rows

/// Takes a look up again where a standby took its snapshot away, because what it had to replay removed rows that the
/// snapshot still saw.
///
/// Rows that were read stay verified, each as it stood in its snapshot; the row at which reading goes on must be the very
/// same one. Where that can't be known the look begins again from the first row.
struct ConflictRetry {
    private let entry: PreparedEntry
    /// Whether what was read since the look began comes from several snapshots.
    private(set) var mixesSnapshots = false
    /// How many snapshots were taken away in all.
    private var losses = 0
    /// How many times a look began again from the first row.
    private var restarts = 0
    /// The fields of the row at which reading goes on; empty: it begins where it was asked to.
    private var seam: [[UInt8]?] = []
    /// The rows at which reading went on since the look began, as far as they are told.
    private var places: [String] = []
    private var placeCount = 0
    private var position: String?
    /// What was thrown for want of a row that is the same in both snapshots: no snapshot was lost for that.
    private var doubt: Obstacle?

    private static let lossLimit = 100
    private static let restartLimit = 3
    private static let placeLimit = 3

    init(_ entry: PreparedEntry) { self.entry = entry }

    /// Reads rows in order to their end, through several snapshots if need be.
    ///
    /// - Parameter last: the fields of the last row that `body` took, as `PreparedEntry.rememberedFields` lists them; empty
    ///   before the first. It is asked only where a snapshot was lost.
    mutating func read<Origin: Source & ~Copyable>(
        _ wanted: Reading, of source: inout Origin, last: () -> [[UInt8]?],
        _ body: (borrowing Row) throws(Obstacle) -> Bool
    ) throws(Obstacle) {
        while true {
            var reading = wanted
            if let place = entry.place(toReadFromRemembered: seam) { reading.from = place }
            // Of every row but the first only this flag is looked at.
            var isAtSeam = !seam.isEmpty
            do throws(Obstacle) {
                try source.read(reading) { row throws(Obstacle) in
                    guard isAtSeam else { return try body(row) }
                    guard entry.isRow(row, remembered: seam) else { throw moved() }
                    isAtSeam = false
                    return true
                }
                if isAtSeam { throw moved() }
                seam = []
                return
            } catch {
                if error == doubt { throw error }
                try goOn(after: error, of: &source, last: last())
            }
        }
    }

    /// Begins a new snapshot in which the next `read` goes on behind the row that was read last.
    ///
    /// - Throws: `loss` where that can't be done.
    mutating func goOn<Origin: Source & ~Copyable>(
        after loss: Obstacle, of source: inout Origin, last: [[UInt8]?]
    ) throws(Obstacle) {
        let place = entry.place(toReadFromRemembered: last)
        guard last.isEmpty || place != nil, try renew(&source, after: loss) else { throw givenUp(loss) }
        seam = last
        guard let place else { return }
        mixesSnapshots = true
        placeCount += 1
        guard places.count < Self.placeLimit else { return }
        places.append(zip(entry.order, place).map { "\($0)=\($1)" }.joined(separator: ", "))
    }

    /// Begins a new snapshot in which the second look begins again; the first look stands.
    ///
    /// - Throws: `loss` where that can't be done.
    mutating func lookAgain<Origin: Source & ~Copyable>(
        after loss: Obstacle, of source: inout Origin
    ) throws(Obstacle) {
        guard loss != doubt, restarts < Self.restartLimit, try renew(&source, after: loss) else { throw givenUp(loss) }
        restarts += 1
        mixesSnapshots = true
    }

    /// Begins a new snapshot in which everything begins again from the first row.
    ///
    /// - Throws: `loss` where that can't be done.
    mutating func startAgain<Origin: Source & ~Copyable>(
        after loss: Obstacle, of source: inout Origin
    ) throws(Obstacle) {
        guard restarts < Self.restartLimit, try renew(&source, after: loss) else { throw givenUp(loss) }
        restarts += 1
        mixesSnapshots = false
        (seam, places, placeCount) = ([], [], 0)
    }

    /// Rows came or went between two snapshots where no rows should: what to throw so that the look begins again.
    mutating func rowsChanged(_ what: String) -> Obstacle {
        let found = Obstacle(
            .unreachable,
            "recovery conflicts on the standby took the snapshot away, and the next one shows other rows: \(what)",
            hint: Self.remedies, sqlState: "40001")
        doubt = found
        return found
    }

    private static let remedies =
        "raise max_standby_streaming_delay, set hot_standby_feedback = on, or verify when nothing is purged"

    /// The loss that is one too many, or no conflict at all.
    private func givenUp(_ loss: Obstacle) -> Obstacle {
        guard losses > 0, loss.kind == .unreachable, loss != doubt else { return loss }
        var told = loss
        told.hint = "if the standby still runs: \(Self.remedies)"
        return told
    }

    private mutating func moved() -> Obstacle {
        rowsChanged("the row at which reading had to go on does not stand there as it did")
    }

    private mutating func renew<Origin: Source & ~Copyable>(
        _ source: inout Origin, after loss: Obstacle
    ) throws(Obstacle) -> Bool {
        guard losses < Self.lossLimit else { return false }
        let pause = Duration.milliseconds(min(5_000, 100 * losses))
        guard let renewed = try source.renewSnapshot(after: loss, pause: pause) else { return false }
        if loss != doubt { losses += 1 }
        position = renewed.position
        return true
    }

    /// What the report says of it; `nil`: no snapshot was lost.
    var finding: Finding? {
        guard losses > 0 else { return nil }
        var sentences = [
            "The standby took the snapshot away \(losses == 1 ? "once" : "\(losses.grouped) times"): what it had to replay removed rows that the snapshot still saw (a recovery conflict)."
        ]
        if !places.isEmpty {
            let more = placeCount > places.count ? " and at \((placeCount - places.count).grouped) more rows" : ""
            sentences.append(
                "Reading went on in a new one at \(places.joined(separator: "; "))\(more): each row was verified, but not all as they stood at one moment."
            )
        }
        if restarts > 0 {
            sentences.append(
                "A look began again from the first row \(restarts == 1 ? "once" : "\(restarts) times").")
        }
        if let position { sentences.append("The last snapshot is of log position \(position).") }
        return Finding(.resumedAfterConflict, sentences.joined(separator: " "))
    }
}

extension PreparedEntry {
    /// The order values by which reading can go on at a row, behind which none shares its place; `nil`: it can't, or there
    /// is no row.
    func place(toReadFromRemembered values: [[UInt8]?]) -> [String]? {
        guard canReadFromAPlace, !tiesArePossible, values.count == rememberedFields.count else { return nil }
        var place: [String] = []
        for (text, bytes) in zip(orderTexts, values) {
            guard let bytes, let value = text.text(bytes.span) else { return nil }
            place.append(value)
        }
        return place
    }

    /// Whether a row has these values, hash and order among them.
    func isRow(_ row: borrowing Row, remembered values: [[UInt8]?]) -> Bool {
        for (field, value) in zip(rememberedFields, values) {
            var found: [UInt8]?
            if let bytes = row[field] { found = Renderer.copy(bytes) }
            if found != value { return false }
        }
        return true
    }
}
