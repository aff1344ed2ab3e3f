internal import BasicContainers

/// A call of `json[b]_build_array`, `json[b]_build_object` or `to_json[b]`.
struct JSONBuild {
    enum Shape { case array, object, value }

    var shape: Shape
    var flavor: JSONBuilder.Flavor
    /// What each argument is; it stands on the stack as text, but arrays in their wire format.
    var arguments: [Argument]

    enum Argument {
        case scalar(JSONBuilder.Kind)
        case array(ElementForm)
    }
}

/// What builders of JSON reuse from row to row.
struct JSONBuildState: ~Copyable {
    private var builder = JSONBuilder()

    init() {}

    mutating func append(
        _ build: JSONBuild, _ arguments: PlanArguments, to out: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) {
        do throws(ValueFault) {
            switch build.shape {
            case .array: try builder.begin(.array, build.flavor, asRoot: true, into: &out)
            case .object: try builder.begin(.object, build.flavor, asRoot: true, into: &out)
            case .value: return try appendRoot(build, arguments, to: &out)
            }
            for (index, argument) in build.arguments.enumerated() {
                if build.shape == .object, index % 2 == 0 {
                    guard case .scalar(let kind) = argument else { throw ValueFault.keyNotScalar }
                    try builder.key(arguments[index], as: kind, into: &out)
                } else {
                    try append(arguments[index], as: argument, flavor: build.flavor, to: &out)
                }
            }
            try builder.end(into: &out)
        } catch {
            builder.reset()
            throw ValueTrouble(isDamage: error.isDamage)
        }
    }

    private mutating func append(
        _ value: Span<UInt8>?, as argument: JSONBuild.Argument, flavor: JSONBuilder.Flavor,
        to out: inout UniqueArray<UInt8>
    ) throws(ValueFault) {
        switch argument {
        case .scalar(let kind): try builder.value(value, as: kind, into: &out)
        case .array(let element):
            guard let value else { return try builder.value(nil, as: .string, into: &out) }
            try builder.array(value, of: element.jsonKind, flavor, asRoot: false, into: &out) {
                (bytes, text) throws(ValueFault) in try element.append(bytes, into: &text)
            }
        }
    }

    /// `to_json`, `to_jsonb`.
    private mutating func appendRoot(
        _ build: JSONBuild, _ arguments: PlanArguments, to out: inout UniqueArray<UInt8>
    ) throws(ValueFault) {
        guard let value = arguments[0] else { return }
        switch build.arguments[0] {
        case .scalar(let kind): try builder.scalar(value, as: kind, build.flavor, into: &out)
        case .array(let element):
            try builder.array(value, of: element.jsonKind, build.flavor, asRoot: true, into: &out) {
                (bytes, text) throws(ValueFault) in try element.append(bytes, into: &text)
            }
        }
    }
}
