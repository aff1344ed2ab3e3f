internal import BasicContainers
internal import OpenSSL
public import Rows

/// A compiled expression: renders a row into a buffer of its own that it reuses, and gives the expression's value.
///
/// Nothing is allocated a row once the buffers have grown to the longest row.
public struct RenderPlan: ~Copyable {
    let program: Program
    private var scratch = UniqueArray<UInt8>(minimumCapacity: 4_096)
    private var stack = UniqueArray<Slot>(minimumCapacity: 32)
    private var operand = UniqueArray<UInt8>(minimumCapacity: 1_024)
    private var digester = Digester()
    private var otherLink = UniqueArray<UInt8>(minimumCapacity: 136)
    private var otherLinkIsNull = true
    private var json = JSONBuildState()
    /// Called with each preimage; only an explanation sets it.
    var onDigest: ((DigestAlgorithm, [UInt8]) -> Void)?

    init(_ program: Program) { self.program = program }

    /// A value on the stack: where its bytes lie in the scratch buffer; a count of -1 is NULL.
    struct Slot {
        var start: Int
        var count: Int

        static var null: Slot { Slot(start: 0, count: -1) }
        var isNull: Bool { count < 0 }
        var end: Int { start + count }
    }

    /// Renders a row with its stored link.
    ///
    /// - Returns: whether `value` holds the value; `false` is SQL NULL, or an error that the server would raise as well.
    public mutating func evaluate(_ row: borrowing Row) -> Bool { run(row, replacesLink: false) }

    /// Renders a row with the link that `replaceLink` gave in place of its own.
    public mutating func evaluateWithReplacedLink(_ row: borrowing Row) -> Bool {
        guard !program.serverReadsLink else { return false }
        return run(row, replacesLink: true)
    }

    /// Keeps a copy of a link for the evaluations that follow.
    public mutating func replaceLink(with bytes: Span<UInt8>) {
        otherLink.removeAll(keepingCapacity: true)
        otherLink.append(copying: bytes)
        otherLinkIsNull = false
    }

    /// Makes NULL the link of the evaluations that follow.
    public mutating func replaceLinkWithNull() { otherLinkIsNull = true }

    /// The bytes of the value that the last evaluation gave: a text's UTF-8, or a bytea's bytes.
    public var value: Span<UInt8> {
        @_lifetime(borrow self) get {
            guard let slot = stack.isEmpty ? nil : stack[0], !slot.isNull else { return scratch.span.extracting(0..<0) }
            return scratch.span.extracting(slot.start..<slot.end)
        }
    }

    /// Whether the last evaluation gave these bytes.
    public func gave(_ bytes: Span<UInt8>) -> Bool {
        guard let slot = stack.isEmpty ? nil : stack[0], slot.count == bytes.count else { return false }
        var difference: UInt8 = 0
        for index in bytes.indices { difference |= bytes[index] ^ scratch[slot.start + index] }
        return difference == 0
    }

    /// A copy of what the last evaluation gave.
    public var valueCopy: [UInt8] { Array(copying: value) }

    private mutating func run(_ row: borrowing Row, replacesLink: Bool) -> Bool {
        scratch.removeAll(keepingCapacity: true)
        stack.removeAll(keepingCapacity: true)
        var at = 0
        do {
            while at < program.instructions.count {
                let instruction = program.instructions[at]
                at += 1
                switch instruction {
                case .field(let field): push(row[field])
                case .link:
                    if replacesLink {
                        pushOtherLink()
                    } else if let field = program.linkField {
                        push(row[field])
                    } else {
                        stack.append(.null)
                    }
                case .fieldText(let field, let type):
                    guard let bytes = row[field] else {
                        stack.append(.null)
                        continue
                    }
                    let start = scratch.count
                    try type.append(bytes, settings: program.settings, to: &scratch)
                    stack.append(Slot(start: start, count: scratch.count - start))
                case .constant(let index):
                    let constant = program.constants[index]
                    let start = scratch.count
                    scratch.append(copying: constant.span)
                    stack.append(Slot(start: start, count: constant.count))
                case .null: stack.append(.null)
                case .jump(let target): at = target
                case .jumpUnlessTrue(let target): if !isTrue(pop()) { at = target }
                case .jumpIfPresent(let target): if stack[stack.count - 1].isNull { _ = pop() } else { at = target }
                case .drop: _ = pop()
                case .copy(let depth): stack.append(stack[stack.count - 1 - depth])
                case .dropUnder:
                    let top = pop()
                    _ = pop()
                    stack.append(top)
                default: try apply(instruction)
                }
            }
        } catch {
            stack.removeAll(keepingCapacity: true)
            return false
        }
        return stack.count == 1 && !stack[0].isNull
    }

    private mutating func apply(_ instruction: Instruction) throws(ValueTrouble) {
        switch instruction {
        case .text(let type):
            let slot = pop()
            guard !slot.isNull else { return stack.append(.null) }
            take(slot)
            let start = scratch.count
            try Self.append(operand, as: type, settings: program.settings, to: &scratch)
            stack.append(Slot(start: start, count: scratch.count - start))
        case .join: join()
        case .concat(let count): concat(count, separator: nil)
        case .concatWithSeparator(let count): concat(count, separator: stack[stack.count - count - 1])
        case .digest(let algorithm):
            let slot = pop()
            guard !slot.isNull else { return stack.append(.null) }
            onDigest?(algorithm, Array(copying: scratch.span.extracting(slot.start..<slot.end)))
            operand.removeAll(keepingCapacity: true)
            Self.hash(scratch, slot, with: algorithm, by: &digester, into: &operand)
            pushOperand()
        case .authenticate(let algorithm):
            let key = pop()
            let data = pop()
            guard !key.isNull, !data.isNull else { return stack.append(.null) }
            onDigest?(algorithm, Array(copying: scratch.span.extracting(data.start..<data.end)))
            operand.removeAll(keepingCapacity: true)
            Self.authenticate(scratch, data, key: key, with: algorithm, by: &digester, into: &operand)
            pushOperand()
        case .call(let function, let count):
            let first = stack.count - count
            var hasNull = false
            for index in first..<stack.count where stack[index].isNull { hasNull = true }
            guard !hasNull else {
                stack.removeLast(count)
                return stack.append(.null)
            }
            operand.removeAll(keepingCapacity: true)
            let isThere = try Self.call(function, scratch, stack, from: first, program: program, to: &operand)
            stack.removeLast(count)
            if isThere { pushOperand() } else { stack.append(.null) }
        case .buildValue(let build):
            if stack[stack.count - 1].isNull { return }
            try apply(.build(build))
        case .build(let build):
            let first = stack.count - build.arguments.count
            operand.removeAll(keepingCapacity: true)
            try Self.build(build, scratch, stack, from: first, program: program, by: &json, to: &operand)
            stack.removeLast(build.arguments.count)
            pushOperand()
        case .isNull: pushTruth(pop().isNull)
        case .not:
            let slot = pop()
            if slot.isNull { stack.append(.null) } else { pushTruth(!isTrue(slot)) }
        case .and, .or: combine(instruction)
        case .compare(let comparison, let order):
            let (right, left) = (pop(), pop())
            guard !left.isNull, !right.isNull else { return stack.append(.null) }
            pushTruth(comparison.holds(try order.compare(bytes(left), bytes(right))))
        case .isDistinct(let order):
            let (right, left) = (pop(), pop())
            if left.isNull || right.isNull { return pushTruth(left.isNull != right.isNull) }
            pushTruth(try order.compare(bytes(left), bytes(right)) != 0)
        case .nullIf(let order):
            let (right, left) = (pop(), pop())
            if !left.isNull, !right.isNull, try order.compare(bytes(left), bytes(right)) == 0 {
                stack.append(.null)
            } else {
                stack.append(left)
            }
        case .field, .link, .constant, .null, .fieldText, .jump, .jumpUnlessTrue, .jumpIfPresent, .drop, .copy,
            .dropUnder:
            break
        }
    }

    private mutating func push(_ bytes: Span<UInt8>?) {
        guard let bytes else { return stack.append(.null) }
        let start = scratch.count
        scratch.append(copying: bytes)
        stack.append(Slot(start: start, count: bytes.count))
    }

    private mutating func pushOtherLink() {
        guard !otherLinkIsNull else { return stack.append(.null) }
        let start = scratch.count
        Self.copy(otherLink, Slot(start: 0, count: otherLink.count), to: &scratch)
        stack.append(Slot(start: start, count: otherLink.count))
    }

    private mutating func pushOperand() {
        let start = scratch.count
        Self.copy(operand, Slot(start: 0, count: operand.count), to: &scratch)
        stack.append(Slot(start: start, count: operand.count))
    }

    private mutating func pushTruth(_ truth: Bool) {
        scratch.append(truth ? 1 : 0)
        stack.append(Slot(start: scratch.count - 1, count: 1))
    }

    private mutating func pop() -> Slot { stack.isEmpty ? .null : stack.removeLast() }

    private func isTrue(_ slot: Slot) -> Bool { slot.count == 1 && scratch[slot.start] != 0 }

    @_lifetime(borrow self)
    private func bytes(_ slot: Slot) -> Span<UInt8> { scratch.span.extracting(slot.start..<slot.end) }

    private mutating func take(_ slot: Slot) {
        operand.removeAll(keepingCapacity: true)
        Self.copy(scratch, slot, to: &operand)
    }

    /// Pieces that lie one behind the other are joined where they lie.
    private mutating func join() {
        let (right, left) = (pop(), pop())
        guard !left.isNull, !right.isNull else { return stack.append(.null) }
        if left.end == right.start {
            stack.append(Slot(start: left.start, count: left.count + right.count))
            return
        }
        take(left)
        Self.copy(scratch, right, to: &operand)
        pushOperand()
    }

    private mutating func concat(_ count: Int, separator: Slot?) {
        operand.removeAll(keepingCapacity: true)
        var isFirst = true
        for index in stack.count - count..<stack.count {
            let slot = stack[index]
            guard !slot.isNull else { continue }
            if !isFirst, let separator, !separator.isNull { Self.copy(scratch, separator, to: &operand) }
            isFirst = false
            Self.copy(scratch, slot, to: &operand)
        }
        stack.removeLast(count)
        if let separator {
            _ = pop()
            if separator.isNull { return stack.append(.null) }
        }
        pushOperand()
    }

    /// SQL's logic of three values.
    private mutating func combine(_ instruction: Instruction) {
        let (right, left) = (pop(), pop())
        var decides = false  // the value that decides alone: false for AND, true for OR
        if case .or = instruction { decides = true }
        let leftDecides = !left.isNull && isTrue(left) == decides
        let rightDecides = !right.isNull && isTrue(right) == decides
        if leftDecides || rightDecides { return pushTruth(decides) }
        if left.isNull || right.isNull { return stack.append(.null) }
        pushTruth(!decides)
    }
}

/// Work on one buffer for another: the parts of a plan are handed over one by one, so that each access is its own.
extension RenderPlan {
    private static func append(
        _ operand: borrowing UniqueArray<UInt8>, as type: ValueText, settings: borrowing RenderSettings,
        to scratch: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) {
        try type.append(operand.span, settings: settings, to: &scratch)
    }

    private static func copy(
        _ source: borrowing UniqueArray<UInt8>, _ slot: Slot, to target: inout UniqueArray<UInt8>
    ) {
        target.append(copying: source.span.extracting(slot.start..<slot.end))
    }

    private static func hash(
        _ scratch: borrowing UniqueArray<UInt8>, _ slot: Slot, with algorithm: DigestAlgorithm,
        by digester: inout Digester,
        into result: inout UniqueArray<UInt8>
    ) {
        digester.hash(scratch.span.extracting(slot.start..<slot.end), with: algorithm, into: &result)
    }

    private static func authenticate(
        _ scratch: borrowing UniqueArray<UInt8>, _ data: Slot, key: Slot, with algorithm: DigestAlgorithm,
        by digester: inout Digester, into result: inout UniqueArray<UInt8>
    ) {
        digester.authenticate(
            scratch.span.extracting(data.start..<data.end), key: scratch.span.extracting(key.start..<key.end),
            with: algorithm, into: &result)
    }

    private static func call(
        _ function: PlanFunction, _ scratch: borrowing UniqueArray<UInt8>, _ stack: borrowing UniqueArray<Slot>,
        from first: Int, program: borrowing Program, to result: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) -> Bool {
        try function.append(
            PlanArguments(bytes: scratch.span, slots: stack.span.extracting(first..<stack.count)), program: program,
            to: &result)
    }

    private static func build(
        _ build: JSONBuild, _ scratch: borrowing UniqueArray<UInt8>, _ stack: borrowing UniqueArray<Slot>,
        from first: Int,
        program: borrowing Program, by state: inout JSONBuildState, to result: inout UniqueArray<UInt8>
    ) throws(ValueTrouble) {
        try state.append(
            build, PlanArguments(bytes: scratch.span, slots: stack.span.extracting(first..<stack.count)), to: &result)
    }
}

extension Comparison {
    func holds(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }
}

extension Array where Element == UInt8 {
    init(copying span: Span<UInt8>) {
        self.init()
        reserveCapacity(span.count)
        for index in span.indices { append(span[index]) }
    }
}
