import Formula

/// What a calendar knows of the rows of one month.
struct MonthTally: Sendable {
    /// `nil`: of rows that are not counted by their month.
    let month: CalendarMonth?
    var rows = 0
    /// Rows with a hash.
    var sealed = 0
    var first = KeptPlace()
    var last = KeptPlace()

    init(_ month: CalendarMonth?) { self.month = month }

    /// The same rows, so many places further back in the order.
    func moved(by rows: Int) -> MonthTally {
        var moved = self
        moved.first.position += rows
        moved.last.position += rows
        return moved
    }

    /// Adds other rows, wherever they stand.
    mutating func add(_ other: MonthTally) {
        guard other.rows > 0 else { return }
        if rows == 0 || other.first.position < first.position { first = other.first }
        if rows == 0 || other.last.position > last.position { last = other.last }
        rows += other.rows
        sealed += other.sealed
    }
}
