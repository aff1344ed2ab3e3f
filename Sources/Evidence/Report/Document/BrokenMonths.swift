/// Which months have breaks. Where that is not known for sure, a month is not called whole.
struct BrokenMonths {
    private var names: Set<String> = []
    /// From this month on every one may have breaks; `nil`: all are known.
    private var from: String?

    init(_ chain: ReportFacts.Chain) {
        let spans = (chain.months ?? []).compactMap { month -> (name: String, numbers: ClosedRange<Int>)? in
            guard let name = month.month, let first = Self.number(month.first?.order),
                let last = Self.number(month.last?.order), first <= last
            else { return nil }
            return (name, first...last)
        }
        let areNumbered = !spans.isEmpty && spans.count == (chain.months ?? []).count { $0.month != nil }
        for found in chain.breaks {
            let time = found.evidence.time.map { String($0.prefix(7)) }
            if let time { names.insert(time) }
            if time != nil, found.first == found.last { continue }
            if areNumbered, let first = Self.number(found.first), let last = Self.number(found.last), first <= last {
                for span in spans where span.numbers.overlaps(first...last) { names.insert(span.name) }
            } else {
                doubt(from: time)
            }
        }
        // Those that are only counted stand behind those that are told.
        if chain.breaksOmitted > 0 {
            doubt(from: chain.breaks.compactMap(\.evidence.time).min().map { String($0.prefix(7)) })
        }
    }

    func holds(_ month: String) -> Bool { names.contains(month) || from.map { month >= $0 } ?? false }

    private mutating func doubt(from month: String?) {
        let month = month ?? "0000-00"
        from = min(from ?? month, month)
    }

    /// The place of a row in an order of one whole number.
    private static func number(_ order: [String: String?]?) -> Int? {
        guard let order, order.count == 1, let value = order.first?.value else { return nil }
        return Int(value)
    }
}
