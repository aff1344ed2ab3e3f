/// A value that can't be rendered: its bytes break the wire format of its type, or the server would refuse it too.
///
/// It never holds any of the value.
public struct MalformedValue: Error, Sendable, Hashable {
    /// What was wrong.
    public enum Reason: Sendable, Hashable {
        /// More or fewer bytes than the type has.
        case wrongLength
        /// A part holds what the type's wire format does not know.
        case wrongFormat
        /// The value, or what was to be made of it, is outside the type's range.
        case outOfRange
    }

    /// What was wrong.
    public var reason: Reason

    /// A value that is wrong in this way.
    public init(_ reason: Reason) { self.reason = reason }
}
