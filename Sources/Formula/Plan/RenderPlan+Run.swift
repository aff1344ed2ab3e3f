internal import BasicContainers
internal import Rows

extension RenderPlan {
    @inline(__always)
    mutating func run(_ row: borrowing Row, _ link: Span<UInt8>?) throws(RenderTrouble) -> Bool {
        stack.removeAll(keepingCapacity: true)
        bytes.removeAll()
        do throws(ValueFault) {
            if let sealing, preimages == nil { return try seal(row, link, sealing) }
            try execute(row, link)
        } catch {
            throw giveUp(error)
        }
        guard stack.count == 1 else { throw .planMistake }
        return !stack[0].isNull
    }

    /// What nearly every formula is: the digest of one run.
    private mutating func seal(
        _ row: borrowing Row, _ link: Span<UInt8>?, _ sealing: Sealing
    ) throws(ValueFault) -> Bool {
        let isThere = try Self.write(
            sealing.run, of: writings, row, link, constants, &stamps, settings, &arrays, to: &bytes)
        if isThere {
            Self.digest(
                &bytes, 0..<bytes.count, by: &hashers[sealing.hasher], into: &digest, inHex: sealing.isInHex)
        } else {
            bytes.removeAll()
        }
        stack.append(Slot(isNull: !isThere, number: 0, start: 0, end: bytes.count))
        return isThere
    }

    /// Whether a digest over a row is these bytes. It is compared where it was computed and is no value afterwards.
    mutating func seals(
        _ expected: Span<UInt8>, _ row: borrowing Row, _ link: Span<UInt8>?, _ sealing: Sealing
    ) throws(RenderTrouble) -> Bool {
        stack.removeAll(keepingCapacity: true)
        bytes.removeAll()
        do throws(ValueFault) {
            guard
                try Self.write(
                    sealing.run, of: writings, row, link, constants, &stamps, settings, &arrays, to: &bytes)
            else { return false }
        } catch {
            throw giveUp(error)
        }
        return Self.isDigest(expected, of: bytes, by: &hashers[sealing.hasher], in: &digest)
    }

    /// Leaves no value behind.
    private mutating func giveUp(_ fault: ValueFault) -> RenderTrouble {
        builder.reset()
        stack.removeAll(keepingCapacity: true)
        return fault == .undecidedCase ? .undecided : RenderTrouble(fault)
    }

    @inline(never)
    private mutating func execute(_ row: borrowing Row, _ link: Span<UInt8>?) throws(ValueFault) {
        var at = 0
        while at < code.count {
            let instruction = code[at]
            at += 1
            switch instruction {
            case .field(let index, let skipping): try push(row[index], skipping: skipping)
            case .scalarField(let index, let width): try push(row[index], width: width)
            case .fieldText(let index, let form, let width): try pushText(of: row[index], form, width: width)
            case .link: try push(link, skipping: 0)
            case .scalarLink(let width): try push(link, width: width)
            case .bytes(let start, let end):
                pushConstant(start, end)
            case .scalar(let number): push(number: number)
            case .null: pushNull()
            case .text(let form): try text(form)
            case .concatSeparated(let count): try concatSeparated(count)
            case .call(let call, let count): try strict(call, count)
            case .digest(let index): try digest(index, inHex: false)
            case .hexDigest(let index): try digest(index, inHex: true)
            case .hmac(let index): try hmac(index)
            case .json(let flavor, let shape, let count, let kind): try json(flavor, shape, count, kind)
            case .open: stack.append(Slot(isNull: false, number: 0, start: bytes.count, end: bytes.count))
            case .write(let start, let count):
                let isThere = try Self.write(
                    start..<start + count, of: writings, row, link, constants, &stamps, settings, &arrays, to: &bytes)
                if !isThere { stack[stack.count - 1].isNull = true }
            case .place(let placing): try place(placing)
            case .join(let skippingNull): join(skippingNull: skippingNull)
            case .close:
                if stack[stack.count - 1].isNull { cut(to: stack[stack.count - 1].start) }
                stack[stack.count - 1].end = bytes.count
            case .jump(let target): at = target
            case .jumpUnlessTrue(let target):
                let slot = pop()
                if slot.isNull || slot.number == 0 { at = target }
            case .jumpIfFalse(let target): if isTop(0) { at = target }
            case .jumpIfTrue(let target): if isTop(1) { at = target }
            case .jumpIfNotNull(let target): if !stack[stack.count - 1].isNull { at = target }
            case .drop: _ = pop()
            case .value(let index): try value(index)
            default: try logic(instruction)
            }
        }
    }

    // MARK: - The stack

    private mutating func push(_ field: Span<UInt8>?, skipping: Int) throws(ValueFault) {
        guard let field else { return pushNull() }
        guard field.count >= skipping else { throw .damaged }
        if skipping == 1, field[0] != 1 { throw .damaged }
        let place = bytes.count
        bytes.append(copying: field.extracting(skipping..<field.count))
        stack.append(Slot(isNull: false, number: 0, start: place, end: bytes.count))
    }

    private mutating func push(_ field: Span<UInt8>?, width: Int) throws(ValueFault) {
        guard let field else { return pushNull() }
        guard field.count == width else { throw .damaged }
        switch width {
        case 8: push(number: field.bigEndian(at: 0, as: Int64.self))
        case 4: push(number: Int64(field.bigEndian(at: 0, as: Int32.self)))
        case 2: push(number: Int64(field.bigEndian(at: 0, as: Int16.self)))
        default:
            var number: Int64 = width > 1 && field[0] >= 0x80 ? -1 : 0
            for index in 0..<width { number = number << 8 | Int64(field[index]) }
            if width == 1 { number = number == 0 ? 0 : 1 }
            push(number: number)
        }
    }

    mutating func push(number: Int64) {
        stack.append(Slot(isNull: false, number: number, start: bytes.count, end: bytes.count))
    }

    mutating func pushNull() {
        stack.append(Slot(isNull: true, number: 0, start: bytes.count, end: bytes.count))
    }

    /// Takes the last value away; its bytes stay until `cut`, or the next value pushed stands behind them.
    mutating func pop() -> Slot {
        let last = stack.count - 1
        let slot = stack[last]
        stack.removeLast()
        cut(to: slot.start)
        return slot
    }

    mutating func cut(to count: Int) {
        let surplus = bytes.count - count
        if surplus > 0 { bytes.removeLast(surplus) }
    }

    private func isTop(_ number: Int64) -> Bool {
        let top = stack[stack.count - 1]
        return !top.isNull && top.number == number
    }

    /// Puts one value, whose bytes are in `spare`, in the place of the last `count`.
    mutating func replace(_ count: Int) {
        let start = stack[stack.count - count].start
        stack.removeLast(count)
        cut(to: start)
        takeSpare(from: start)
    }

    /// Pushes a value whose bytes are in `spare`.
    mutating func takeSpare(from start: Int) {
        bytes.append(copying: 0..<spare.count, of: spare)
        stack.append(Slot(isNull: false, number: 0, start: start, end: bytes.count))
    }

    private mutating func pushConstant(_ start: Int, _ end: Int) {
        let place = bytes.count
        bytes.append(copying: start..<end, of: constants)
        stack.append(Slot(isNull: false, number: 0, start: place, end: bytes.count))
    }

    /// Puts a number, or NULL, in the place of the last `count` values.
    mutating func replace(_ count: Int, number: Int64?) {
        let start = stack[stack.count - count].start
        stack.removeLast(count)
        cut(to: start)
        stack.append(Slot(isNull: number == nil, number: number ?? 0, start: start, end: start))
    }

    /// Takes the bytes of all values out of the plan's hands, so that it can change while `body` reads them.
    mutating func lending<Result>(
        _ body: (inout RenderPlan, Span<UInt8>) throws(ValueFault) -> Result
    ) throws(ValueFault) -> Result {
        var lent = ByteBuffer()
        swap(&lent, &bytes)
        do throws(ValueFault) {
            let result = try body(&self, lent.span)
            swap(&lent, &bytes)
            return result
        } catch {
            swap(&lent, &bytes)
            throw error
        }
    }

    func hasNull(_ count: Int) -> Bool {
        for index in stack.count - count..<stack.count where stack[index].isNull { return true }
        return false
    }
}

/// A program that only writes one run and digests it.
struct Sealing {
    var run: Range<Int>
    var hasher: Int
    var isInHex: Bool

    /// `nil`: it is more than that.
    init?(_ code: [Instruction]) {
        guard code.count == 4, case .open = code[0], case .write(let start, let count) = code[1],
            case .close = code[2]
        else { return nil }
        run = start..<start + count
        switch code[3] {
        case .digest(let index): (hasher, isInHex) = (index, false)
        case .hexDigest(let index): (hasher, isInHex) = (index, true)
        default: return nil
        }
    }
}
