import AuditChain
import Typesetting

extension ReportDocument {
    /// For how long the log reaches back, by month, and where rows are missing.
    func addRetention() {
        heading(say.retention)
        for chain in facts.verification.chains {
            if facts.verification.chains.count > 1 { subheading(isolate(Printable.safe(chain.name))) }
            guard let retention = chain.retention else {
                paragraph(RichText(chain.complete ? say.noTime : say.notReadToItsEnd))
                continue
            }
            let (composer, phrases) = (page, say)
            paragraph(RichText(say.retentionLead(retention.years, isolate(retention.zone))))
            if let first = retention.firstDay {
                let sentence =
                    retention.coveredFrom.map { say.notCovered(isolate(first), retention.years, isolate($0)) }
                    ?? say.covered(isolate(first), isolate(retention.since), retention.years)
                paragraph(.bold(sentence, retention.covered ? Look.good : Look.doubt))
            } else {
                paragraph(RichText(say.noRows))
            }
            for picture in MonthPicture(chain, retention).slabs {
                page.picture(height: picture.height, glued: true) { canvas, box in
                    picture.draw(on: canvas, in: box, with: composer, phrases)
                }
            }
            addLegend()
            page.paragraph(RichText(say.utcMonths), Look.small)
            page.space(6)
            addEnds(of: chain)
            page.space(6)
            paragraph(RichText(say.gapsJudged[retention.rhythm] ?? retention.rhythm))
            addGaps(retention)
        }
    }

    private func addEnds(of chain: ReportFacts.Chain) {
        func told(_ row: ReportFacts.Row?) -> RichText {
            guard let row else { return RichText(say.none) }
            return RichText("\(place(row.order)) · \(isolate(row.time.map(clock.text) ?? "–"))")
        }
        list([(say.firstRow, told(chain.first)), (say.lastRow, told(chain.last))])
    }

    private func addGaps(_ retention: ReportFacts.Retention) {
        if retention.rhythm != "none", !retention.daysTold {
            paragraph(.bold(say.gapsUnknown, Look.bad))
        } else if retention.rhythm != "none" {
            paragraph(
                retention.gapCount == 0
                    ? .bold(say.noGaps, Look.good) : .bold(say.gapCount(retention.gapCount.grouped), Look.bad))
            if !retention.gaps.isEmpty {
                page.table(
                    Table(
                        [
                            Table.Column(say.from, share: 1), Table.Column(say.to, share: 1),
                            Table.Column(say.days, share: 1, alignment: .end),
                        ],
                        retention.gaps.prefix(60).map {
                            [RichText(isolate($0.first)), RichText(isolate($0.last)), RichText($0.days.grouped)]
                        }), Look.table)
                page.space(6)
            }
        }
        guard retention.daysTold, retention.firstDay != nil else { return }
        paragraph(
            RichText(
                retention.longestPause.map {
                    say.longestPause(isolate($0.first), isolate($0.last), $0.days.grouped)
                } ?? say.noPause))
    }

    /// What is anchored: nothing yet.
    func addAnchored() {
        heading(say.anchored)
        paragraph(RichText(say.nothingAnchored))
    }
}
