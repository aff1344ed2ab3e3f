/// Functions and casts of dates, times, numbers and addresses.
extension ExpressionCompiler {
    func time(_ name: String, _ values: [Typed], _ expression: Expression) -> Typed? {
        func result(_ type: SQLType, _ call: ValueCall, _ value: Typed) -> Typed {
            combine(type, .value(call, value), of: [value], expression)
        }
        let word = values.first?.constantText
        switch (name, values.count) {
        case ("timezone", 2):
            guard let zone = word.flatMap({ Zone(spelled: $0) }) else { return nil }
            switch values[1].type {
            case .timestamptz?: return result(.timestamp, .local(zone), values[1])
            case .timestamp?: return result(.timestamptz, .moment(zone), values[1])
            default: return nil
            }
        case ("date_trunc", 2):
            guard let unit = word.flatMap({ Truncation($0) }) else { return nil }
            switch values[1].type {
            case .timestamp?: return result(.timestamp, .truncate(unit), values[1])
            case .timestamptz?:
                return result(.timestamptz, .truncateMoment(unit, context.settings.zone), values[1])
            default: return nil
            }
        case ("date_trunc", 3):
            guard let unit = word.flatMap({ Truncation($0) }), values[1].type == .timestamptz,
                let zone = values[2].constantText.flatMap({ Zone(spelled: $0) })
            else { return nil }
            return result(.timestamptz, .truncateMoment(unit, zone), values[1])
        case ("extract", 2):
            guard let type = values[1].type, let wire = type.valueType,
                let field = word.flatMap({ Extraction($0, from: wire) })
            else { return nil }
            return result(.numeric, .extract(field, context.settings.zone, width: type.scalarWidth ?? 0), values[1])
        case ("to_char", 2):
            guard let pattern = values[1].constantText.flatMap({ ToCharPattern($0, settings: context.settings) }) else {
                return nil
            }
            switch values[0].type {
            case .timestamp?: return result(.text, .pattern(pattern), values[0])
            case .timestamptz?: return result(.text, .momentPattern(pattern, context.settings.zone), values[0])
            default: return nil
            }
        case ("host", 1) where values[0].type == .inet || values[0].type == .cidr:
            return result(.text, .host, values[0])
        default: return nil
        }
    }

    /// Casts among `date`, `timestamp` and `timestamptz`.
    func timeCast(_ value: Typed, _ type: SQLType, _ target: SQLType, _ expression: Expression) -> Typed? {
        let zone = context.settings.zone
        let call: ValueCall
        switch (type, target) {
        case (.timestamptz, .timestamp): call = .local(zone)
        case (.timestamp, .timestamptz): call = .moment(zone)
        case (.timestamp, .date): call = .dayOfLocal
        case (.timestamptz, .date): call = .dayOfMoment(zone)
        case (.date, .timestamp): call = .midnight
        case (.date, .timestamptz): call = .midnightMoment(zone)
        default: return nil
        }
        return combine(target, .value(call, value), of: [value], expression)
    }
}

extension Typed {
    /// A number's digits as `numeric` prints them, where the source spells a plain one.
    var literalDigits: String? {
        guard case .number(let digits) = source.form, !isImplied, case .server = operation else { return nil }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ $0.allSatisfy { ("0"..."9").contains($0) } }) else { return nil }
        let whole = String(parts[0].drop { $0 == "0" })
        let fraction = parts.count == 2 ? parts[1] : ""
        return (whole.isEmpty ? "0" : whole) + (fraction.isEmpty ? "" : "." + fraction)
    }
}

extension TextForm {
    /// How many bytes the wire format has of a type that is kept as a number and rendered from its wire format.
    var scalarWidth: Int? {
        switch self {
        case .cast(let type), .output(let type), .json(let type):
            switch type {
            case .date: 4
            case .time, .timestamp, .timestamptz: 8
            default: nil
            }
        case .boolWord, .boolLetter, .integer, .uuid, .bytea, .array: nil
        }
    }
}
