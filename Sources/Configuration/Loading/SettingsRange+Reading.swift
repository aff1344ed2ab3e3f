import AuditChain
import Formula

extension ChainEntry.SettingsRange {
    /// The ranges of `settings:`, which is one mapping or a list of them.
    static func ranges(_ value: YAMLValue?, order: [String], entry: YAMLValue) throws(Obstacle) -> [Self] {
        guard let value else { return [Self(from: [:], values: [:], position: entry.position)] }
        guard value.isList else {
            return [try Self(value, order: order, isFirst: true)]
        }
        var ranges: [Self] = []
        for element in try value.elements(expecting: "settings, such as {TimeZone: UTC}") {
            ranges.append(try Self(element, order: order, isFirst: ranges.isEmpty))
        }
        return ranges
    }

    private init(_ value: YAMLValue, order: [String], isFirst: Bool) throws(Obstacle) {
        var from: [String: String] = [:]
        var values: [String: Located<String>] = [:]
        for (key, setting) in try value.pairs(expecting: "settings, such as {TimeZone: UTC}") {
            if key.value == "from" {
                guard !isFirst else {
                    throw setting.obstacle(
                        "the first settings have a 'from'", hint: "they hold from the first row on: leave it out")
                }
                from = try Self.place(setting, order: order)
                continue
            }
            guard !values.keys.contains(where: { $0.lowercased() == key.value.lowercased() }) else {
                throw Obstacle(
                    .configuration, "\(key.position): setting \(YAMLValue.quoted(key.value)) is given twice",
                    hint: "keep one of the two")
            }
            guard !setting.isNull else {
                throw setting.obstacle(
                    "setting \(YAMLValue.quoted(key.value)) has no value", hint: "quote a value that holds a comma")
            }
            values[key.value] = try setting.label(expecting: "a setting's value")
        }
        guard isFirst || !from.isEmpty else {
            throw value.obstacle(
                "these settings lack 'from'",
                hint: "name the first row that they hold for: {from: {\(order.first ?? "id"): …}, …}")
        }
        self.init(from: from, values: values, position: value.position)
    }

    /// The order values of a range's first row.
    private static func place(_ value: YAMLValue, order: [String]) throws(Obstacle) -> [String: String] {
        var place: [String: String] = [:]
        for (column, text) in try value.pairs(expecting: "the order columns with their values") {
            guard order.contains(column.value) else {
                throw Obstacle(
                    .configuration,
                    "\(column.position): 'from' names \(YAMLValue.quoted(column.value)), which is no column of 'order'",
                    hint: Nearest.hint(for: column.value, among: order, called: "'order' has"))
            }
            place[column.value] = try text.label(expecting: "the value of the column").value
        }
        if let missing = order.first(where: { place[$0] == nil }) {
            throw value.obstacle(
                "'from' lacks the order column '\(missing)'", hint: "give a value for each column of 'order'")
        }
        return place
    }
}
