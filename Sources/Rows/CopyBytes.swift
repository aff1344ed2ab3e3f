/// Copies bytes, most often few of them: a call of `memcpy` for each value would cost more than the copying.
@inlinable @inline(__always)
public func copyBytes(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int) {
    // Two loads that may overlap cover every length from one of them to both.
    if count > 64 {
        target.copyMemory(from: source, byteCount: count)
    } else if count > 32 {
        let last = source.loadUnaligned(fromByteOffset: count &- 32, as: SIMD32<UInt8>.self)
        target.storeBytes(of: source.loadUnaligned(as: SIMD32<UInt8>.self), as: SIMD32<UInt8>.self)
        target.storeBytes(of: last, toByteOffset: count &- 32, as: SIMD32<UInt8>.self)
    } else if count >= 16 {
        let last = source.loadUnaligned(fromByteOffset: count &- 16, as: SIMD16<UInt8>.self)
        target.storeBytes(of: source.loadUnaligned(as: SIMD16<UInt8>.self), as: SIMD16<UInt8>.self)
        target.storeBytes(of: last, toByteOffset: count &- 16, as: SIMD16<UInt8>.self)
    } else if count >= 8 {
        let last = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        target.storeBytes(of: source.loadUnaligned(as: UInt64.self), as: UInt64.self)
        target.storeBytes(of: last, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
        let last = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        target.storeBytes(of: source.loadUnaligned(as: UInt32.self), as: UInt32.self)
        target.storeBytes(of: last, toByteOffset: count &- 4, as: UInt32.self)
    } else if count > 0 {
        let (middle, last) = (count &>> 1, count &- 1)
        let byte = source.load(fromByteOffset: middle, as: UInt8.self)
        let end = source.load(fromByteOffset: last, as: UInt8.self)
        target.storeBytes(of: source.load(as: UInt8.self), as: UInt8.self)
        target.storeBytes(of: byte, toByteOffset: middle, as: UInt8.self)
        target.storeBytes(of: end, toByteOffset: last, as: UInt8.self)
    }
}
