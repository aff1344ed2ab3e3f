import AuditChain
import Formula

/// Looks for server settings under which a formula gives the hashes of some rows.
struct SettingsSearch {
    /// Settings that give them, with how.
    struct Hit {
        var settings: [TriedSetting]
        var agreement: Agreement
        /// Other time zones that give them too.
        var otherZones: [String] = []
    }

    let formula: FormulaUnderTrial
    let rows: [SampledRow]
    /// The settings that change what the formula gives for these rows.
    let mattering: [[TriedSetting]]

    private static let limit = 4_000
    private static let shownZones = 3

    init(_ formula: FormulaUnderTrial, on rows: [SampledRow]) {
        self.formula = formula
        self.rows = rows
        let probes = rows.prefix(3)
        let plain = probes.map { formula.outcome(of: $0)?.result }
        mattering =
            !formula.isClientSide
            ? []
            : TriedSetting.all.filter { values in
                values.contains { value in
                    guard let changed = formula.changed(by: [value]) else { return false }
                    return zip(probes, plain).contains { changed.outcome(of: $0)?.result != $1 }
                }
            }
    }

    /// The fewest changed settings that give them; `nil`: none that are tried do.
    func hit(goOn: () throws(Obstacle) -> Void) throws(Obstacle) -> Hit? {
        var hit: Hit?
        for settings in combinations.prefix(Self.limit) {
            try goOn()
            if let hit, hit.settings.count < settings.count { break }
            guard hit == nil || hit.map({ differsInZone($0.settings, settings) }) == true,
                let agreement = formula.changed(by: settings)?.agreements(on: rows).first
            else { continue }
            guard let first = hit else {
                hit = Hit(settings: settings, agreement: agreement)
                continue
            }
            if agreement == first.agreement, let zone = settings.first?.value { hit?.otherZones.append(zone) }
        }
        if let zones = hit?.otherZones { hit?.otherZones = Array(zones.prefix(Self.shownZones)) }
        return hit
    }

    /// Whether two lists say the same but for the time zone, which stands first.
    private func differsInZone(_ one: [TriedSetting], _ other: [TriedSetting]) -> Bool {
        one.count == other.count && one.first?.name == "TimeZone" && other.first?.name == "TimeZone"
            && zip(one, other).dropFirst().allSatisfy { $0.name == $1.name && $0.value == $1.value }
    }

    /// Every choice of values for some of the settings, the fewest first.
    private var combinations: [[TriedSetting]] {
        var all: [[TriedSetting]] = [[]]
        for values in mattering { all += all.flatMap { chosen in values.map { chosen + [$0] } } }
        // Sorting keeps the order of equals, which is that of how much a value is used.
        return all.dropFirst().sorted { $0.count < $1.count }
    }
}
