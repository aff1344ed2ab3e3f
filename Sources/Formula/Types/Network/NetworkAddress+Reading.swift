#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension NetworkAddress {
    /// Appends the binary form of an address, `192.0.2.1/24` or `2001:db8::1`.
    static func append(
        reading text: Span<UInt8>, isNetwork: Bool, to buffer: inout ByteBuffer
    ) throws(MalformedValue) {
        // Longer than any address; and C ends a text at a zero.
        guard text.count <= 64 else { throw MalformedValue(.wrongLength) }
        let parts = String(copying: text).split(separator: "/", omittingEmptySubsequences: false)
        guard let address = parts.first, parts.count <= 2, !address.utf8.contains(0) else {
            throw MalformedValue(.wrongFormat)
        }
        let isShort = !address.utf8.contains(UInt8(ascii: ":"))
        var bytes = InlineArray<16, UInt8>(repeating: 0)
        var span = bytes.mutableSpan
        let isRead = span.withUnsafeMutableBytes { room in
            inet_pton(isShort ? AF_INET : AF_INET6, String(address), room.baseAddress) == 1
        }
        let size = isShort ? 4 : 16
        let mask = parts.count == 2 ? UInt8(parts[1]) : UInt8(size * 8)
        guard isRead, let mask, mask <= size * 8 else { throw MalformedValue(.wrongFormat) }
        buffer.append(isShort ? 2 : 3)
        buffer.append(mask)
        buffer.append(isNetwork ? 1 : 0)
        buffer.append(UInt8(size))
        buffer.append(copying: bytes.span.extracting(0..<size))
    }
}
