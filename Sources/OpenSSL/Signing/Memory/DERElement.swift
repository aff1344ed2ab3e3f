/// One element of DER (X.690, section 8.1): a tag of one byte, a definite length, content.
struct DERElement {
    let tag: UInt8
    let content: ArraySlice<UInt8>
    /// Tag, length and content.
    let whole: ArraySlice<UInt8>

    /// The element that some bytes begin with; `nil` if they begin with none or end before it does.
    init?(startOf bytes: ArraySlice<UInt8>) {
        guard let tag = bytes.first, tag & 0x1F != 0x1F, let first = bytes.dropFirst().first else { return nil }
        var rest = bytes.dropFirst(2)
        var length = Int(first)
        if first >= 0x80 {
            // 0x80 itself is BER's indefinite length. Four bytes of length are 4 GB.
            let count = Int(first & 0x7F)
            guard (1...4).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        self.tag = tag
        content = rest.prefix(length)
        whole = bytes[bytes.startIndex..<content.endIndex]
    }

    /// The elements that the content consists of; `nil` if it consists of something else.
    var children: [DERElement]? {
        var children: [DERElement] = []
        var rest = content
        while !rest.isEmpty {
            guard let child = DERElement(startOf: rest) else { return nil }
            children.append(child)
            rest = rest[child.whole.endIndex...]
        }
        return children
    }

    /// An element of these parts.
    static func bytes(tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 0x80 else { return [tag, UInt8(content.count)] + content }
        var length: [UInt8] = []
        var rest = content.count
        while rest > 0 {
            length.insert(UInt8(rest & 0xFF), at: 0)
            rest >>= 8
        }
        return [tag, 0x80 | UInt8(length.count)] + length + content
    }
}
