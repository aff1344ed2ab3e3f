import Formula

/// How sure something is that a function does.
public enum Certainty: Int, Sendable, Hashable, Comparable {
    case never, perhaps, always

    /// From what never happens to what always does.
    public static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }

    static prefix func ! (certainty: Certainty) -> Certainty {
        switch certainty {
        case .never: .always
        case .perhaps: .perhaps
        case .always: .never
        }
    }
}

/// What a trigger's function does with a row.
public struct TriggerEffect: Sendable, Hashable {
    /// Whether it raises an error.
    public var refuses = Certainty.never
    /// Whether it has the row left as it was, or not written, without an error, if it fires before.
    public var discards = Certainty.never

    /// Nothing.
    public init() {}
}

/// The branches of PL/pgSQL code, followed for one event.
///
/// Conditions on `TG_OP` alone are decided; every other may go either way, and so may loops, `CASE` and handlers.
struct SourceFlow {
    private let words: [CodeWords.Word]
    private let event: TableTrigger.Event
    private var frames: [Frame] = []
    /// Whether the code comes so far at all, for what may have ended it before.
    private var reach = Certainty.always
    private var effect = TriggerEffect()

    /// A block that is open: what of it is run.
    fileprivate struct Frame {
        var isCondition = false
        var runs = Certainty.always
        /// Whether a branch before was run.
        var ran = Certainty.never
        /// Whether errors that are raised in it come to its handler.
        var isGuarded = false
        /// Whether the present branch is sure to raise an error, and whether all those before were, for an ELSE that follows.
        var raises = false, allRaised = true, hasElse = false
        /// Whether the code comes as far as the block.
        var reached = Certainty.always
    }

    static func effect(of words: [CodeWords.Word], on event: TableTrigger.Event) -> TriggerEffect {
        var flow = SourceFlow(words: words, event: event)
        flow.walk()
        return flow.effect
    }

    private init(words: [CodeWords.Word], event: TableTrigger.Event) {
        self.words = words
        self.event = event
    }

    private func name(at index: Int) -> String? {
        words.indices.contains(index) && words[index].kind == .name ? words[index].text : nil
    }

    private mutating func walk() {
        var index = 0
        while index < words.count {
            switch name(at: index) {
            case "if", "elsif", "elseif":
                if let end = condition(from: index + 1) {
                    branch(on: words[(index + 1)..<end], isFirst: name(at: index) == "if")
                    index = end
                }
            case "else":
                if let last = frames.indices.last, frames[last].isCondition {
                    frames[last].turn()
                    frames[last].hasElse = true
                    frames[last].runs = !frames[last].ran
                }
            case "begin": frames.append(Frame(isGuarded: hasHandler(from: index + 1)))
            case "loop", "case": frames.append(Frame(runs: .perhaps))
            case "exception":
                // A handler, which runs where something before it failed.
                if name(at: index + 1) == "when", let last = frames.indices.last {
                    frames[last].isGuarded = false
                    frames[last].runs = .perhaps
                    reach = max(reach, .perhaps)
                }
            case "end":
                close()
                if ["if", "loop", "case"].contains(name(at: index + 1)) { index += 1 }
            case "raise":
                if !SourceStatement.mildLevels.contains(name(at: index + 1) ?? "") { raise() }
                index = statementEnd(from: index)
            case "return":
                let end = statementEnd(from: index)
                leave(discarding: discard(by: words[(index + 1)..<end]))
                index = end
            default: break
            }
            index += 1
        }
    }

    private var path: Certainty { frames.reduce(reach) { min($0, $1.runs) } }

    private mutating func raise() {
        guard !frames.contains(where: \.isGuarded) else { return reach = min(reach, .perhaps) }
        let path = path
        effect.refuses = max(effect.refuses, path)
        if let last = frames.lastIndex(where: { $0.isCondition || $0.runs != .always }), frames[last].isCondition {
            frames[last].raises = true
        }
        if path != .never { reach = path == .always ? .never : .perhaps }
    }

    /// The function ends here.
    private mutating func leave(discarding: Certainty) {
        let path = path
        effect.discards = max(effect.discards, min(path, discarding))
        if path != .never { reach = path == .always ? .never : .perhaps }
    }

    private mutating func close() {
        guard let frame = frames.popLast(), frame.isCondition else { return }
        var last = frame
        last.turn()
        // Whichever branch is taken, it ends in an error.
        if last.hasElse, last.allRaised {
            reach = frame.reached
            raise()
        }
    }

    private mutating func branch(on condition: ArraySlice<CodeWords.Word>, isFirst: Bool) {
        let holds = Self.value(of: condition, on: event)
        if isFirst {
            frames.append(Frame(isCondition: true, runs: holds, ran: holds, reached: reach))
        } else if let last = frames.indices.last {
            frames[last].turn()
            frames[last].runs = min(!frames[last].ran, holds)
            frames[last].ran = max(frames[last].ran, holds)
        }
    }

    /// Whether what a trigger returns means that nothing is to be done: NULL, or the row that there is none of, or the one
    /// that is there. What is neither that nor the row itself may be anything.
    private func discard(by returned: ArraySlice<CodeWords.Word>) -> Certainty {
        let told = returned.filter { !($0.kind == .sign && ["(", ")", ","].contains($0.text)) }.map(\.text)
        let row = event == .delete ? "old" : "new"
        let other = event == .delete ? "new" : "old"
        switch told {
        case [], [row], ["coalesce", row], ["coalesce", row, other], ["coalesce", other, row]: return .never
        case ["null"], [other]: return .always
        default: return .perhaps
        }
    }

    /// The place of a condition's `THEN`; `nil`: it is none, as in `DROP TABLE IF EXISTS`.
    private func condition(from start: Int) -> Int? {
        var depth = 0
        for index in start..<words.count {
            switch (words[index].kind, words[index].text) {
            case (.sign, ";"): return nil
            case (.name, "case"): depth += 1
            case (.name, "end"): depth -= 1
            case (.name, "then") where depth == 0: return index
            default: break
            }
        }
        return nil
    }

    /// Whether a block that begins here has a handler of its own.
    private func hasHandler(from start: Int) -> Bool {
        var depth = 0
        var index = start
        while index < words.count {
            switch name(at: index) {
            case "begin", "case", "loop": depth += 1
            case "if":
                if condition(from: index + 1) != nil { depth += 1 }
            case "end":
                if depth == 0 { return false }
                depth -= 1
                if ["if", "loop", "case"].contains(name(at: index + 1)) { index += 1 }
            case "exception":
                if depth == 0, name(at: index + 1) == "when" { return true }
            default: break
            }
            index += 1
        }
        return false
    }

    private func statementEnd(from start: Int) -> Int {
        words[start...].firstIndex { $0.kind == .sign && $0.text == ";" } ?? words.count
    }

    /// Whether a condition holds for an event, so far as it asks for nothing else.
    static func value(of condition: ArraySlice<CodeWords.Word>, on event: TableTrigger.Event) -> Certainty {
        for (joint, join) in [("or", max), ("and", min)] as [(String, (Certainty, Certainty) -> Certainty)] {
            let parts = split(condition, at: joint)
            guard parts.count > 1 else { continue }
            return parts.dropFirst().reduce(value(of: parts[0], on: event)) { join($0, value(of: $1, on: event)) }
        }
        if condition.first?.text == "(", condition.last?.text == ")",
            split(condition.dropFirst().dropLast(), at: "").count == 1
        {
            return value(of: condition.dropFirst().dropLast(), on: event)
        }
        guard let first = condition.first, first.kind == .name, first.text == "tg_op" else { return .perhaps }
        let rest = condition.dropFirst()
        let named = rest.filter { $0.kind == .constant }.contains { $0.text == event.rawValue.uppercased() }
        switch rest.filter({ $0.kind != .constant && !["(", ")", ","].contains($0.text) }).map(\.text) {
        case ["="], ["in"]: return named ? .always : .never
        case ["<>"], ["!="], ["not", "in"]: return named ? .never : .always
        default: return .perhaps
        }
    }

    /// The parts of a condition between words outside of parentheses; none where those do not match.
    private static func split(_ words: ArraySlice<CodeWords.Word>, at joint: String) -> [ArraySlice<CodeWords.Word>] {
        var parts: [ArraySlice<CodeWords.Word>] = []
        var start = words.startIndex
        var depth = 0
        for index in words.indices {
            if words[index].kind == .sign, words[index].text == "(" { depth += 1 }
            if words[index].kind == .sign, words[index].text == ")" { depth -= 1 }
            if depth < 0 { return [] }
            if depth == 0, words[index].kind == .name, words[index].text == joint {
                parts.append(words[start..<index])
                start = index + 1
            }
        }
        return parts + [words[start...]]
    }
}

extension SourceFlow.Frame {
    /// The present branch ends.
    fileprivate mutating func turn() {
        allRaised = allRaised && raises
        raises = false
    }
}
