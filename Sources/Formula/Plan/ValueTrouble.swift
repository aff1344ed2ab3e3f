/// A value that can't be rendered: the server would refuse it too, or its bytes are not what its type has.
struct ValueTrouble: Error {
    /// Whether the bytes themselves are wrong.
    var isDamage: Bool
}

/// Runs what has the errors of JSON and text.
@inline(__always)
func troubled(_ body: () throws(ValueFault) -> Void) throws(ValueTrouble) {
    do throws(ValueFault) { try body() } catch { throw ValueTrouble(isDamage: error.isDamage) }
}

/// Runs what has the errors of scalar types.
@inline(__always)
func troubled(_ body: () throws(MalformedValue) -> Void) throws(ValueTrouble) {
    do throws(MalformedValue) { try body() } catch { throw ValueTrouble(isDamage: error.reason != .outOfRange) }
}
