internal import CPgQuery
internal import Rows

extension Compiler {
    mutating func timeFunction(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        switch (name, arguments.count) {
        case ("timezone", 2): return try atTimeZone(arguments[0], arguments[1])
        case ("date_trunc", 2), ("date_trunc", 3): return try truncation(arguments)
        case ("host", 1):
            let typed = try child(arguments[0])
            guard typed.oid == TypeOID.inet || typed.oid == TypeOID.cidr else { throw Unsupported() }
            emit(.call(.time(.host), 1))
            return Typed(type: .text, isASCII: true)
        case ("to_char", 2):
            guard let pattern = literal(arguments[1]).flatMap({ ToCharPattern($0, settings: context.settings) }) else {
                throw Unsupported()
            }
            let typed = try child(arguments[0])
            result.program.patterns.append(pattern)
            let place = result.program.patterns.count - 1
            switch typed.oid {
            case TypeOID.timestamptz: emit(.call(.time(.toCharMoment(place)), 1))
            case TypeOID.timestamp: emit(.call(.time(.toCharLocal(place)), 1))
            default: throw Unsupported()
            }
            return Typed(type: .text)
        case ("extract", 2):
            let typed = try type(of: arguments[1])
            guard let type = ValueType(typed.type), !typed.isLiteral,
                let extraction = literal(arguments[0]).flatMap({ Extraction($0, from: type) })
            else { throw Unsupported() }
            _ = try child(arguments[1])
            emit(.call(.time(.extract(extraction)), 1))
            return Typed(type: .numeric)
        default: throw Unsupported()
        }
    }

    private mutating func zone(_ node: SyntaxNode) throws(Unsupported) -> Int {
        guard let name = literal(node), let zone = Zone(spelled: name) else { throw Unsupported() }
        result.program.zones.append(zone)
        return result.program.zones.count - 1
    }

    /// `value AT TIME ZONE 'zone'`.
    private mutating func atTimeZone(_ name: SyntaxNode, _ value: SyntaxNode) throws(Unsupported) -> Typed {
        let place = try zone(name)
        let typed = try child(value)
        switch typed.oid {
        case TypeOID.timestamptz:
            emit(.call(.time(.local(zone: place)), 1))
            return Typed(type: .timestamp)
        case TypeOID.timestamp:
            emit(.call(.time(.moment(zone: place)), 1))
            return Typed(type: .timestamptz)
        default: throw Unsupported()
        }
    }

    private mutating func truncation(_ arguments: [SyntaxNode]) throws(Unsupported) -> Typed {
        guard let truncation = literal(arguments[0]).flatMap({ Truncation($0) }) else { throw Unsupported() }
        let place = arguments.count == 3 ? try zone(arguments[2]) : nil
        let typed = try child(arguments[1])
        switch typed.oid {
        case TypeOID.timestamptz: emit(.call(.time(.truncateMoment(truncation, zone: place)), 1))
        case TypeOID.timestamp:
            guard place == nil else { throw Unsupported() }
            emit(.call(.time(.truncateLocal(truncation)), 1))
        default: throw Unsupported()
        }
        return Typed(type: typed.type)
    }
}
