internal import Glibc

/// Compiled zones of the system (RFC 8536), found as PostgreSQL finds them.
enum ZoneFile {
    static let folders = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo"]

    /// The zone with a name in any case; `nil` where there is none, or one that counts leap seconds.
    static func history(named name: String) -> ZoneHistory? {
        guard !name.isEmpty, name.utf8.count <= 255 else { return nil }
        for folder in folders {
            var path = folder
            var isThere = true
            for part in name.split(separator: "/", omittingEmptySubsequences: false) {
                guard let found = entry(String(part), in: path) else {
                    isThere = false
                    break
                }
                path += "/" + found
            }
            if isThere, let bytes = contents(path), let history = parse(bytes) { return history }
        }
        return nil
    }

    private static func entry(_ name: String, in folder: String) -> String? {
        guard !name.isEmpty, let handle = opendir(folder) else { return nil }
        defer { closedir(handle) }
        let wanted = name.lowercased()
        while let entry = readdir(handle) {
            let found = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !found.hasPrefix("."), found.lowercased() == wanted { return found }
        }
        return nil
    }

    private static func contents(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let count = fread(&bytes, 1, bytes.count, file)
        return count > 0 && count < bytes.count ? Array(bytes[..<count]) : nil
    }

    /// Reads version 2 or later; the older one has no times past 2037, and no system has it any more.
    static func parse(_ bytes: [UInt8]) -> ZoneHistory? {
        guard let first = Header(bytes, at: 0), first.version >= UInt8(ascii: "2") else { return nil }
        guard let header = Header(bytes, at: 44 + first.byteCount(timeSize: 4)), header.leapCount == 0 else {
            return nil
        }
        var at = 44 + first.byteCount(timeSize: 4) + 44
        guard header.typeCount > 0, bytes.count >= at + header.byteCount(timeSize: 8) else { return nil }
        var history = ZoneHistory(types: [], abbreviations: [])
        for index in 0..<header.timeCount {
            history.moments.append(Int64(bitPattern: integer(bytes, at + index * 8, 8)))
        }
        at += header.timeCount * 8
        history.typeIndices = bytes[at..<at + header.timeCount].map { Int($0) }
        at += header.timeCount
        for index in 0..<header.typeCount {
            let place = at + index * 6
            let offset = Int32(truncatingIfNeeded: integer(bytes, place, 4))
            history.types.append(
                ZoneType(offset: Int(offset), isDaylight: bytes[place + 4] != 0, abbreviation: Int(bytes[place + 5])))
        }
        at += header.typeCount * 6
        history.abbreviations = Array(bytes[at..<at + header.characterCount])
        at += header.byteCount(timeSize: 8) - header.timeCount * 9 - header.typeCount * 6
        guard history.isSound else { return nil }
        history.earliest = history.inferredEarliest
        if at < bytes.count, bytes[at] == UInt8(ascii: "\n"), bytes.last == UInt8(ascii: "\n"), bytes.count - at > 2,
            let rule = PosixZone(Array(bytes[(at + 1)..<(bytes.count - 1)]))
        {
            history.extend(by: rule)
        }
        return history
    }

    private static func integer(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt64 {
        bytes[at..<at + count].reduce(0) { $0 << 8 | UInt64($1) }
    }

    private struct Header {
        var version: UInt8
        var leapCount: Int
        var timeCount: Int
        var typeCount: Int
        var characterCount: Int
        private var flagCount: Int

        init?(_ bytes: [UInt8], at start: Int) {
            guard bytes.count >= start + 44, Array(bytes[start..<start + 4]) == Array("TZif".utf8) else { return nil }
            let counts = (0..<6).map { Int(ZoneFile.integer(bytes, start + 20 + $0 * 4, 4)) }
            guard counts.allSatisfy({ $0 < 1 << 16 }) else { return nil }
            version = bytes[start + 4]
            flagCount = counts[0] + counts[1]
            leapCount = counts[2]
            timeCount = counts[3]
            typeCount = counts[4]
            characterCount = counts[5]
        }

        func byteCount(timeSize: Int) -> Int {
            timeCount * (timeSize + 1) + typeCount * 6 + characterCount + leapCount * (timeSize + 4) + flagCount
        }
    }
}

extension ZoneHistory {
    /// Whether every index points at something and moments rise.
    fileprivate var isSound: Bool {
        typeIndices.allSatisfy { $0 < types.count } && types.allSatisfy { $0.abbreviation < abbreviations.count }
            && abbreviations.last == 0 && zip(moments, moments.dropFirst()).allSatisfy { $0 < $1 }
    }

    /// What held before the first moment: the first type, if no moment leads to it; else a standard time.
    fileprivate var inferredEarliest: Int {
        guard typeIndices.contains(0) else { return 0 }
        if let first = typeIndices.first, types[first].isDaylight,
            let earlier = types[..<first].lastIndex(where: { !$0.isDaylight })
        {
            return earlier
        }
        return types.firstIndex { !$0.isDaylight } ?? 0
    }

    /// Adds what the rule at the file's end says about the time after the last moment.
    fileprivate mutating func extend(by rule: PosixZone) {
        while moments.count > 1, typeIndices[moments.count - 1] == typeIndices[moments.count - 2] {
            moments.removeLast()
            typeIndices.removeLast()
        }
        guard let last = moments.last else {
            // PostgreSQL takes a file without changes at its rule, and so at its one type.
            if rule.daylight != nil { self = rule.history(from: 1770) }
            return
        }
        let year = CivilDay(daysSince2000: Int((last - TimeUnits.epoch2000) / 86_400)).year
        let future = rule.history(from: year - 1)
        guard !future.moments.isEmpty else { return }
        let firstType = types.count
        for type in future.types {
            let name = future.abbreviations[type.abbreviation...].prefix { $0 != 0 }
            var copy = type
            copy.abbreviation = place(of: Array(name))
            types.append(copy)
        }
        for (moment, type) in zip(future.moments, future.typeIndices) where moment > last {
            moments.append(moment)
            typeIndices.append(firstType + type)
        }
        repeatsForward = true
    }

    private mutating func place(of name: [UInt8]) -> Int {
        for start in abbreviations.indices where abbreviations[start...].starts(with: name + [0]) { return start }
        defer { abbreviations += name + [0] }
        return abbreviations.count
    }
}
