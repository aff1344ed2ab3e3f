extension JSONBuilder {
    /// Appends an SQL array as JSON: to the innermost open array or object, or as a root (`to_json`, `to_jsonb`).
    ///
    /// - Parameters:
    ///   - kind: what the elements are.
    ///   - flavor: what a root is; inside another the other says.
    ///   - text: renders an element, as `Kind` wants it.
    mutating func array(
        _ wire: Span<UInt8>, of kind: Kind, _ flavor: Flavor, asRoot: Bool, into out: inout ByteBuffer,
        element text: ElementText
    ) throws(ValueFault) {
        var array = try WireArray(wire)
        try begin(.packedArray, flavor, asRoot: asRoot, into: &out)
        for index in 0..<array.count {
            let brackets = array.brackets(before: index)
            // The outermost bracket is open already, and no inner one closes before the first element.
            let inner = index == 0 ? brackets - 1 : brackets
            if index > 0 { for _ in 0..<inner { try end(into: &out) } }
            for _ in 0..<inner { try begin(.packedArray, flavor, asRoot: false, into: &out) }
            guard let bytes = try array.next() else {
                try value(nil, as: kind, into: &out)
                continue
            }
            // Lent to a copy of the buffer's owner: `value` works on the builder itself.
            var buffer = ByteBuffer()
            swap(&buffer, &element)
            defer { swap(&buffer, &element) }
            buffer.removeAll()
            try text(bytes, &buffer)
            try value(buffer.span, as: kind, into: &out)
        }
        if array.count > 0 { for _ in 1..<array.dimensions { try end(into: &out) } }
        try end(into: &out)
        try array.finish()
    }
}
