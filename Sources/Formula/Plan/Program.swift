/// What a plan does, in the order in which it does it.
struct Program: Sendable {
    var instructions: [Instruction] = []
    var constants: [[UInt8]] = []
    var zones: [Zone] = []
    var patterns: [ToCharPattern] = []
    var settings = RenderSettings()
    /// The field of the stored link; `nil`: none is stored.
    var linkField: Int?
    /// Whether an expression that the server renders reads the link, so that no other can be tried in its place.
    var serverReadsLink = false
}

/// The values that a function takes.
struct PlanArguments: ~Escapable {
    let bytes: Span<UInt8>
    let slots: Span<RenderPlan.Slot>

    @_lifetime(copy bytes, copy slots)
    init(bytes: Span<UInt8>, slots: Span<RenderPlan.Slot>) {
        self.bytes = bytes
        self.slots = slots
    }

    /// A value's bytes; `nil` is NULL.
    subscript(index: Int) -> Span<UInt8>? {
        @_lifetime(copy self) get {
            let slot = slots[index]
            return slot.isNull ? nil : bytes.extracting(slot.start..<slot.end)
        }
    }
}
