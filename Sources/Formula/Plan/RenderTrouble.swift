/// Why a row's value could not be computed. Never holds any of the row.
public enum RenderTrouble: Error, Sendable, Hashable {
    /// The server raises an error on such a row too (a cast that fails, JSON that is none): no writer can have hashed it.
    case refusedByServer
    /// A field is not what its type's binary format is.
    case damagedField
    /// The value follows a collation, and its text is not plain ASCII.
    case undecided
    /// A mistake in the plan.
    case planMistake

    /// What happened, in words.
    public var sentence: String {
        switch self {
        case .refusedByServer: "a cast or a function does not take one of its values"
        case .damagedField: "a value is not what its type's binary format is"
        case .undecided: "a value follows a collation and is not plain ASCII"
        case .planMistake: "a mistake of ours, please report it"
        }
    }

    init(_ fault: ValueFault) {
        self =
            switch fault {
            case .damaged: .damagedField
            case .builderMisused: .planMistake
            default: .refusedByServer
            }
    }
}
