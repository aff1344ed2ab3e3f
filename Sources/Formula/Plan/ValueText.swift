internal import BasicContainers
internal import Rows

/// How a value of a type becomes text.
struct ValueText {
    enum Form {
        /// `::text`
        case cast
        /// What the type prints, as `concat` takes it.
        case output
        /// What JSON takes.
        case json
    }

    enum Kind {
        case plain
        case jsonb
        case array(ElementForm)
        case scalar(ValueType)
    }

    let kind: Kind
    let form: Form

    /// `nil`: only the server can.
    init?(_ type: ColumnType, form: Form = .cast) {
        self.form = form
        switch type.oid {
        case TypeOID.text, TypeOID.varchar, TypeOID.json: kind = .plain
        case TypeOID.jsonb: kind = .jsonb
        default:
            if case .array(let element) = type.category {
                guard let form = ElementForm(oid: element) else { return nil }
                kind = .array(form)
            } else if type.category == .enumeration {
                kind = .plain
            } else {
                guard let scalar = ValueType(type) else { return nil }
                kind = .scalar(scalar)
            }
        }
    }

    /// `jsonb`, whose wire format is its text behind a byte.
    init(_ kind: Kind) {
        self.kind = kind
        form = .cast
    }

    /// Whether the wire format is the text already.
    var isPlain: Bool {
        if case .plain = kind { return true }
        return false
    }

    /// Dates and times in JSON are ISO 8601 whatever the session's style is: `2024-01-31T12:00:00.5+00:00`.
    private static func appendJSON(
        _ bytes: Span<UInt8>, of type: ValueType, settings: borrowing RenderSettings, to out: inout UniqueArray<UInt8>
    ) throws(MalformedValue) {
        guard type == .timestamptz || type == .timestamp || type == .date else {
            return try type.appendOutput(bytes, settings: settings, to: &out)
        }
        var iso = RenderSettings()
        iso.zone = settings.zone
        let start = out.count
        try type.appendOutput(bytes, settings: iso, to: &out)
        guard type != .date, let space = (start..<out.count).first(where: { out[$0] == UInt8(ascii: " ") }) else {
            return
        }
        out[space] = UInt8(ascii: "T")
        guard type == .timestamptz else { return }
        let isBC = out[out.count - 1] == UInt8(ascii: "C")
        let sign = out[out.count - (isBC ? 6 : 3)]
        guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") else { return }
        if isBC { out.removeLast(3) }
        out.append(":00")
        if isBC { out.append(" BC") }
    }

    func append(
        _ bytes: Span<UInt8>, settings: borrowing RenderSettings, to out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) {
        switch kind {
        case .plain: out.append(copying: bytes)
        case .jsonb: try troubled { () throws(ValueFault) in out.append(copying: try jsonbText(bytes)) }
        case .array(let element):
            try troubled { () throws(ValueFault) in
                var array = ArrayText()
                try array.append(bytes, of: element, into: &out)
            }
        case .scalar(let type):
            try troubled { () throws(MalformedValue) in
                switch form {
                case .cast: try type.appendCastText(bytes, settings: settings, to: &out)
                case .output: try type.appendOutput(bytes, settings: settings, to: &out)
                case .json: try Self.appendJSON(bytes, of: type, settings: settings, to: &out)
                }
            }
        }
    }
}
