internal import Synchronization

/// A time zone as PostgreSQL has it: from the system's zone files, a POSIX string, a number or an abbreviation.
///
/// Resolving reads files and takes a while, once for a name in a process; asking a zone neither allocates nor locks.
public final class Zone: Sendable {
    let history: ZoneHistory
    /// The offset in seconds of a zone that has never had another.
    let fixedOffset: Int?
    /// Where the zone was named by an abbreviation whose meaning changed over time, such as `MSK`: that.
    let nickname: [UInt8]?

    init(_ history: ZoneHistory, nickname: [UInt8]? = nil) {
        self.history = history
        self.nickname = nickname
        fixedOffset =
            nickname == nil && history.moments.isEmpty && history.types.count == 1 ? history.types[0].offset : nil
    }

    /// Whether its days are those of UTC.
    public var isGreenwich: Bool { fixedOffset == 0 }

    /// UTC.
    public static let utc = Zone(.fixed(offset: 0, abbreviation: Array("UTC".utf8)))

    /// Seconds east of Greenwich at a moment, in microseconds since 2000-01-01 UTC.
    @inline(__always)
    public func offset(at microseconds: Int64) -> Int {
        if let fixedOffset { return fixedOffset }
        return changingOffset(at: TimeUnits.seconds(of: microseconds) + TimeUnits.epoch2000)
    }

    private func changingOffset(at seconds: Int64) -> Int {
        if let nickname {
            if let offset = history.offset(named: nickname, near: seconds) { return offset }
            return history.offset(ofLocal: seconds + Int64(history.type(at: seconds).offset)).offset
        }
        return history.type(at: seconds).offset
    }

    /// Seconds east of Greenwich that a local time has, in microseconds since 2000-01-01 00:00 local.
    ///
    /// Where clocks go forward, a time that was left out is read by the clock before; where they go back, a time that was
    /// twice is read by the clock after.
    public func offset(ofLocal microseconds: Int64) -> Int {
        if let fixedOffset { return fixedOffset }
        let reading = history.offset(ofLocal: TimeUnits.seconds(of: microseconds) + TimeUnits.epoch2000)
        if let nickname, let offset = history.offset(named: nickname, near: reading.utc) { return offset }
        return reading.offset
    }

    /// Appends the zone's abbreviation at a moment, at most `limit` bytes of it.
    func appendAbbreviation(
        at microseconds: Int64, limit: Int = .max, lowercased: Bool = false, to buffer: inout ByteBuffer
    ) {
        let type = history.type(at: TimeUnits.seconds(of: microseconds) + TimeUnits.epoch2000)
        var at = type.abbreviation
        while at < history.abbreviations.count, history.abbreviations[at] != 0, at - type.abbreviation < limit {
            let byte = history.abbreviations[at]
            buffer.append(lowercased && UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
            at += 1
        }
    }
}

extension Zone {
    /// The zone that `SET TimeZone` gives a name: there numbers are hours east, and abbreviations are not known.
    public convenience init?(setting name: String) {
        let trimmed = name.drop { $0 == " " || $0 == "\t" || $0 == "\n" }
        if let hours = Double(trimmed), trimmed.allSatisfy({ "+-.0123456789".contains($0) }) {
            guard hours.magnitude < 168 else { return nil }
            self.init(Self.numbered(secondsEast: Int(hours * 3600)))
        } else {
            guard let history = ZoneCache.history(named: name) else { return nil }
            self.init(history)
        }
        // PostgreSQL takes seconds at the turn of the year 2000 for leap seconds, which it refuses.
        guard offset(at: 0) % 60 == 0 else { return nil }
    }

    /// The zone that `AT TIME ZONE` gives a name: an abbreviation first, then a zone; numbers are POSIX's, hours west.
    public convenience init?(spelled name: String) {
        switch ZoneAbbreviations.meaning(of: name.lowercased()) {
        case .fixed(let offset)?:
            self.init(.fixed(offset: offset, abbreviation: Array(name.uppercased().utf8)))
        case .inZone(let zone)?:
            guard let history = ZoneCache.history(named: zone) else { return nil }
            self.init(history, nickname: Array(name.uppercased().utf8))
        case nil:
            guard let history = ZoneCache.history(named: name) else { return nil }
            self.init(history)
        }
    }

    /// The zone of `AT TIME ZONE INTERVAL`, whose length is seconds east.
    public convenience init(secondsEast seconds: Int) {
        self.init(Self.numbered(secondsEast: seconds))
    }

    private static func numbered(secondsEast seconds: Int) -> ZoneHistory {
        func twoDigits(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
        let size = abs(seconds)
        var name = (seconds < 0 ? "-" : "+") + twoDigits(size / 3600)
        if size % 3600 != 0 { name += ":" + twoDigits(size / 60 % 60) }
        if size % 60 != 0 { name += ":" + twoDigits(size % 60) }
        return .fixed(offset: seconds, abbreviation: Array(name.utf8))
    }
}

/// Zones that were asked for before.
private enum ZoneCache {
    private static let known = Mutex<[String: ZoneHistory?]>([:])

    static func history(named name: String) -> ZoneHistory? {
        let upper = String(decoding: name.utf8.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 }, as: UTF8.self)
        return known.withLock { known in
            if let history = known[upper] { return history }
            let history: ZoneHistory? =
                upper == "GMT"
                ? .fixed(offset: 0, abbreviation: Array("GMT".utf8))
                : ZoneFile.history(named: upper) ?? PosixZone(Array(upper.utf8))?.history(from: 1770)
            known[upper] = history
            return history
        }
    }
}
