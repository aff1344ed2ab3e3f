internal import BasicContainers

/// Conditions in SQL's three values.
extension RenderPlan {
    mutating func logic(_ instruction: Instruction) throws(ValueFault) {
        let last = stack.count - 1
        switch instruction {
        case .compare(let comparison):
            replace(2, number: hasNull(2) ? nil : try holds(comparison) ? 1 : 0)
        case .distinct(let comparison, let negated):
            let isSame = hasNull(2) ? stack[last].isNull && stack[last - 1].isNull : try holds(comparison)
            replace(2, number: isSame == negated ? 1 : 0)
        case .nullif(let comparison):
            let isEqual = hasNull(2) ? false : try holds(comparison)
            _ = pop()
            if isEqual { replace(1, number: nil) }
        case .isNull(let negated): replace(1, number: stack[last].isNull != negated ? 1 : 0)
        case .truth(let truth): replace(1, number: holds(truth, stack[last]) ? 1 : 0)
        case .not: if !stack[last].isNull { stack[last].number = 1 - stack[last].number }
        case .and, .or:
            let one = stack[last - 1]
            let other = stack[last]
            let decisive: Int64 = if case .and = instruction { 0 } else { 1 }
            let isDecided = !one.isNull && one.number == decisive || !other.isNull && other.number == decisive
            replace(2, number: isDecided ? decisive : one.isNull || other.isNull ? nil : 1 - decisive)
        default: break
        }
    }

    private func holds(_ truth: Expression.Truth, _ slot: Slot) -> Bool {
        let isTrue = !slot.isNull && slot.number != 0
        let isFalse = !slot.isNull && slot.number == 0
        return switch truth {
        case .isTrue: isTrue
        case .isNotTrue: !isTrue
        case .isFalse: isFalse
        case .isNotFalse: !isFalse
        case .isUnknown: slot.isNull
        case .isNotUnknown: !slot.isNull
        }
    }

    /// Compares the last two values, neither of them NULL.
    private func holds(_ comparison: Comparison) throws(ValueFault) -> Bool {
        let one = stack[stack.count - 2]
        let other = stack[stack.count - 1]
        let order: Int
        if comparison.scalar {
            order = one.number == other.number ? 0 : one.number < other.number ? -1 : 1
        } else if let type = comparison.ordered {
            let left = bytes.span.extracting(one.start..<one.end)
            let right = bytes.span.extracting(other.start..<other.end)
            do throws(MalformedValue) { order = try type.order(left, right) } catch { throw ValueFault(error) }
        } else {
            order = self.order(
                bytes.span.extracting(one.start..<one.end), bytes.span.extracting(other.start..<other.end))
        }
        return switch comparison.comparing {
        case .equal: order == 0
        case .unequal: order != 0
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        }
    }

    private func order(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Int {
        for index in 0..<min(one.count, other.count) where one[index] != other[index] {
            return one[index] < other[index] ? -1 : 1
        }
        return one.count - other.count
    }
}
