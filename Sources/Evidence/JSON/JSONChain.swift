import AuditChain
import Configuration
import Verification

/// An entry of `chains` in the machine form.
struct JSONChain {
    private let chain: ChainReport

    init(_ chain: ChainReport) { self.chain = chain }

    var value: JSONValue {
        var members: [(String, JSONValue)] = [
            ("name", .string(chain.name)),
            ("table", .string(chain.table)),
            ("chainCount", .number(chain.chainCount)),
            ("rows", .number(chain.rows)),
            ("verified", .number(chain.verified)),
            ("unsealed", .number(chain.unsealed)),
            ("excluded", .number(chain.excluded)),
            ("render", .string(chain.render.rawValue)),
            ("complete", .bool(chain.isComplete)),
            ("sealing", .array(chain.sealing.map(\.json))),
            ("assurance", .object([("grade", .string("consistent")), ("through", .null)])),
            ("first", chain.first.map(place) ?? .null),
            ("last", chain.last.map(place) ?? .null),
            ("breakCount", .number(chain.breakCount)),
            ("breaksOmitted", .number(chain.breaksOmitted)),
            ("breaks", .elements(count: chain.breaks.count) { value(of: chain.breaks[$0]) }),
            ("findings", .array(chain.findings.map(\.json))),
        ]
        if chain.chainsInDoubt > 0 { members.append(("chainsInDoubt", .number(chain.chainsInDoubt))) }
        if let months = chain.months {
            members.append(("months", .elements(count: months.count) { value(of: months[$0]) }))
        }
        if let retention = chain.retention { members.append(("retention", value(of: retention))) }
        return .object(members)
    }

    private func value(of retention: RetentionReport) -> JSONValue {
        .object([
            ("years", .number(retention.policy.years)), ("zone", .string(retention.policy.zone)),
            ("rhythm", .string(retention.policy.rhythm.rawValue)),
            (
                "weekend",
                .array(retention.policy.weekend.sorted().map { .string(Configuration.Retention.weekdays[$0]) })
            ),
            ("today", .string(retention.today)), ("since", .string(retention.since)),
            ("covered", .bool(retention.isCovered)), ("coveredFrom", .optional(retention.coveredFrom)),
            ("firstDay", .optional(retention.days?.first)), ("lastDay", .optional(retention.days?.last)),
            ("daysWithRows", .number(retention.dayCount)), ("daysTold", .bool(!retention.isTooMany)),
            ("longestPause", retention.longestPause.map(value) ?? .null),
            ("gapCount", .number(retention.gapCount)), ("gaps", .array(retention.gaps.map(value))),
        ])
    }

    private func value(of gap: RetentionReport.Gap) -> JSONValue {
        .object([("first", .string(gap.first)), ("last", .string(gap.last)), ("days", .number(gap.days))])
    }

    private func value(of month: MonthOfRows) -> JSONValue {
        .object(
            month.period.members + [
                ("rows", .number(month.rows)),
                ("verified", .number(month.verified)),
                ("first", month.first.map(place) ?? .null),
                ("last", month.last.map(place) ?? .null),
            ])
    }

    private func place(_ place: ChainReport.RowPlace) -> JSONValue {
        .object([
            ("order", order(place.order)), ("time", .optional(place.time)), ("hash", .optional(place.hash)),
        ])
    }

    private func value(of found: Break) -> JSONValue {
        .object([
            ("kind", .string(found.kind.rawValue)),
            ("chain", named(chain.per, found.chain)),
            ("first", order(found.first)),
            ("last", order(found.last)),
            ("rows", .optional(found.rows)),
            ("expectedHash", .optional(found.expectedHash)),
            ("foundHash", .optional(found.foundHash)),
            ("explanation", .string(found.sentence(in: chain))),
            ("alternatives", .array(found.alternatives.map { .string($0.rawValue) })),
            ("evidence", evidence(of: found)),
            ("comparison", .string(found.comparison(in: chain).rawValue)),
            ("meaning", .string(found.meaning)),
        ])
    }

    /// What is unknown is left out here: with 50,000 breaks, ten nulls each would be most of the document.
    private func evidence(of found: Break) -> JSONValue {
        let evidence = found.evidence
        var members: [(String, JSONValue)] = []
        func add(_ name: String, _ text: String?) {
            if let text { members.append((name, .string(text))) }
        }
        add("xmin", evidence.xmin)
        add("ctid", evidence.ctid)
        add("committedAt", evidence.committedAt)
        add("time", evidence.time)
        if let gap = evidence.gap {
            let ends = [("first", JSONValue.string(String(gap.lowerBound))), ("last", .string(String(gap.upperBound)))]
            members.append(("gap", .object(ends)))
        }
        if let before = evidence.before { members.append(("before", order(before))) }
        if let after = evidence.after { members.append(("after", order(after))) }
        if let linksTo = evidence.linksTo { members.append(("linksTo", order(linksTo))) }
        add("trouble", evidence.trouble)
        add("secondOpinion", evidence.secondOpinion?.rawValue)
        if let trial = evidence.formulaTrial {
            let causes = zip(trial.causes, found.causes(in: chain).suffix(trial.causes.count)).map { cause, sentence in
                JSONValue.object([("kind", .string(cause.kind)), ("message", .string(sentence))])
            }
            members.append(
                (
                    "formulaTrial",
                    .object([
                        ("rows", .number(trial.rows)), ("causes", .array(causes)),
                        ("suspects", .array(trial.suspects.map { .string($0.rawValue) })),
                    ])
                ))
        }
        if let sealedBehind = evidence.sealedBehind { members.append(("sealedBehind", order(sealedBehind))) }
        if let elsewhere = evidence.elsewhere {
            let place = [("chain", named(chain.per, elsewhere.chain)), ("order", order(elsewhere.order))]
            members.append(("elsewhere", .object(place)))
        }
        return .object(members)
    }

    private func order(_ values: [String?]) -> JSONValue { named(chain.order, values) }

    private func named(_ columns: [String], _ values: [String?]) -> JSONValue {
        .object(zip(columns, values).map { ($0, .optional($1)) })
    }
}

extension MonthOfRows.Period {
    fileprivate var members: [(String, JSONValue)] {
        switch self {
        case .month(let month): [("month", .string(month))]
        case .furtherMonths: [("month", .null), ("reason", .string("further-months"))]
        case .noMonth: [("month", .null), ("reason", .string("no-month"))]
        }
    }
}

extension SealingPart {
    var json: JSONValue {
        .object([
            ("trigger", .string(triggers.joined(separator: ", "))), ("function", .string(function)),
            ("sha256", .string(sha256)),
        ])
    }
}
