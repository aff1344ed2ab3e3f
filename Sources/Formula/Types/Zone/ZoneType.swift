/// One of the local times that a zone has kept.
struct ZoneType: Sendable, Hashable {
    /// Seconds east of Greenwich.
    var offset: Int
    var isDaylight: Bool
    /// Where the abbreviation begins among the zone's, each of which ends with a zero byte.
    var abbreviation: Int
}

/// When a zone kept which local time.
struct ZoneHistory: Sendable {
    /// Seconds since 1970, rising.
    var moments: [Int64] = []
    /// What holds from the moment of the same index on, as an index of `types`.
    var typeIndices: [Int] = []
    var types: [ZoneType]
    var abbreviations: [UInt8]
    /// What held before the first moment.
    var earliest = 0
    /// Whether the first 400 years repeat backwards for ever, and the last ones forwards, as the calendar does.
    var repeatsBackward = false
    var repeatsForward = false

    /// 400 years of the Gregorian calendar in seconds.
    static let cycle: Int64 = 146_097 * 86_400

    /// A zone that has never kept another time.
    static func fixed(offset: Int, abbreviation: [UInt8]) -> ZoneHistory {
        ZoneHistory(
            types: [ZoneType(offset: offset, isDaylight: false, abbreviation: 0)], abbreviations: abbreviation + [0])
    }

    /// The moment within the table that stands for one outside.
    func moved(_ seconds: Int64) -> Int64 {
        guard let first = moments.first, let last = moments.last else { return seconds }
        if repeatsBackward, seconds < first {
            return seconds + ((first - seconds - 1) / Self.cycle + 1) * Self.cycle
        }
        if repeatsForward, seconds > last {
            return seconds - ((seconds - last - 1) / Self.cycle + 1) * Self.cycle
        }
        return seconds
    }

    /// How many moments are not after one within the table.
    func movesUntil(_ seconds: Int64) -> Int {
        var low = 0
        var high = moments.count
        while low < high {
            let middle = (low + high) / 2
            if moments[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// What held at a moment.
    func type(at seconds: Int64) -> ZoneType {
        let count = movesUntil(moved(seconds))
        return types[count == 0 ? earliest : typeIndices[count - 1]]
    }

    /// The first type in the list that is not daylight time, which PostgreSQL takes for the time before the first moment.
    private var firstStandard: ZoneType { types.first { !$0.isDaylight } ?? types[0] }

    /// The offset of a local time, in seconds since 1970-01-01 00:00 local.
    ///
    /// A time that a change of clocks leaves out is read by the clock before the change, one that it repeats by the clock
    /// after it, as PostgreSQL does.
    func offset(ofLocal local: Int64) -> (offset: Int, utc: Int64) {
        guard !moments.isEmpty else { return Self.read(local, firstStandard.offset) }
        // The change that decides, if any, is the first one after a day earlier: no clock is a day off.
        let probe = local - 86_400
        let shifted = moved(probe)
        let count = movesUntil(shifted)
        guard count < moments.count else { return Self.read(local, types[typeIndices[count - 1]].offset) }
        let before = count == 0 ? firstStandard.offset : types[typeIndices[count - 1]].offset
        let after = types[typeIndices[count]].offset
        let boundary = moments[count] - (shifted - probe)
        let byBefore = local - Int64(before)
        let byAfter = local - Int64(after)
        if byBefore < boundary, byAfter < boundary { return Self.read(local, before) }
        if byBefore > boundary, byAfter >= boundary { return Self.read(local, after) }
        return Self.read(local, byBefore > byAfter ? before : after)
    }

    private static func read(_ local: Int64, _ offset: Int) -> (offset: Int, utc: Int64) {
        (offset, local - Int64(offset))
    }

    /// What an abbreviation last meant before a moment, or first after it; `nil` where the zone never used it.
    func offset(named name: [UInt8], near seconds: Int64) -> Int? {
        var place = 0
        for entry in abbreviations.split(separator: 0, omittingEmptySubsequences: false) {
            if Array(entry) == name { break }
            place += entry.count + 1
        }
        guard place < abbreviations.count else { return nil }
        let count = movesUntil(seconds)
        let index =
            typeIndices[..<count].last { types[$0].abbreviation == place }
            ?? typeIndices[count...].first { types[$0].abbreviation == place }
        return index.map { types[$0].offset }
    }
}
