extension CompiledFormula {
    /// The server settings that decide what the formula gives, by name.
    ///
    /// The formula must have been compiled under a `TimeZone` that it does not name itself. What the server renders is not
    /// looked into.
    public var decidingSettings: Set<String> {
        var names: Set<String> = []
        typed.visit { part in
            switch part.operation {
            case .text(_, let form): names.formUnion(form.decidingSettings)
            case .value(let call, _): if call.zone === context.settings.zone { names.insert("TimeZone") }
            default: break
            }
        }
        return names
    }
}

extension TextForm {
    fileprivate var decidingSettings: Set<String> {
        switch self {
        case .boolWord, .boolLetter, .integer, .uuid, .array: []
        case .bytea: ["bytea_output"]
        case .cast(let type), .output(let type):
            switch type {
            case .timestamptz: ["TimeZone", "DateStyle"]
            case .timestamp, .date: ["DateStyle"]
            case .interval: ["IntervalStyle"]
            case .float4, .float8: ["extra_float_digits"]
            case .int2, .int4, .int8, .oid, .numeric, .bool, .text, .bpchar, .char, .uuid, .time, .timetz, .inet,
                .cidr, .macaddr, .macaddr8:
                []
            }
        case .json(let type): type == .timestamptz ? ["TimeZone"] : []
        }
    }
}

extension ValueCall {
    fileprivate var zone: Zone? {
        switch self {
        case .local(let zone), .moment(let zone), .dayOfMoment(let zone), .midnightMoment(let zone),
            .truncateMoment(_, let zone), .momentPattern(_, let zone):
            zone
        case .extract(let extraction, let zone, _): extraction.heedsZone ? zone : nil
        case .dayOfLocal, .midnight, .truncate, .pattern, .host, .wholeNumber: nil
        }
    }
}
