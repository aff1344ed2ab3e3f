import AuditChain

extension HTMLReport {
    /// For how long the log reaches back, by month, and where rows are missing.
    var retention: Markup {
        let chains = facts.verification.chains
        var content: Markup = ""
        for (number, chain) in chains.enumerated() {
            if chains.count > 1 { content += "<h3>\(value(chain.name))</h3>\n" }
            guard let retention = chain.retention else {
                content += paragraph(chain.complete ? say.noTime : say.notReadToItsEnd)
                continue
            }
            content += paragraph(say.retentionLead(retention.years, isolated(retention.zone)))
            if let first = retention.firstDay {
                let sentence =
                    retention.coveredFrom.map { say.notCovered(isolated(first), retention.years, isolated($0)) }
                    ?? say.covered(isolated(first), isolated(retention.since), retention.years)
                content += "<p class=\"\(retention.covered ? "good" : "doubt")\">\(told: sentence)</p>\n"
            } else {
                content += paragraph(say.noRows)
            }
            content +=
                MonthChart(
                    MonthPicture(chain, retention), say, number: number + 1,
                    label: chains.count > 1 ? "\(say.utcMonths) \(chain.name)" : say.utcMonths
                ).figure
            content += list([
                ("\(say.firstRow)", told(chain.first)), ("\(say.lastRow)", told(chain.last)),
            ])
            content += paragraph(say.gapsJudged[retention.rhythm] ?? isolated(retention.rhythm))
            content += gaps(retention)
        }
        return content
    }

    private func told(_ row: ReportFacts.Row?) -> Markup {
        guard let row else { return "\(say.none)" }
        return "\(place(row.order)) · \(row.time.map(moment) ?? "–")"
    }

    private func gaps(_ retention: ReportFacts.Retention) -> Markup {
        var content: Markup = ""
        if retention.rhythm != "none", !retention.daysTold {
            content += "<p class=\"bad\">\(say.gapsUnknown)</p>\n"
        } else if retention.rhythm != "none" {
            content +=
                retention.gapCount == 0
                ? "<p class=\"good\">\(say.noGaps)</p>\n"
                : "<p class=\"bad\">\(say.gapCount(retention.gapCount.grouped))</p>\n"
            if !retention.gaps.isEmpty {
                content += table(
                    web.gaps, [say.from, say.to, say.days],
                    retention.gaps.prefix(60).map {
                        Row(cells: [value($0.first), value($0.last), "\($0.days.grouped)"])
                    }, on: .window)
            }
        }
        guard retention.daysTold, retention.firstDay != nil else { return content }
        return content
            + paragraph(
                retention.longestPause.map {
                    say.longestPause(isolated($0.first), isolated($0.last), $0.days.grouped)
                } ?? say.noPause)
    }

    /// What is anchored: nothing yet.
    var anchored: Markup { paragraph(say.nothingAnchored) }
}
