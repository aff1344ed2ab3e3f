extension PageStyle {
    /// The picture of the months. Forced colours, which some people need, take the patterns' place but not the words'.
    static let months = #"""
        .months { margin: 1.25rem 0; }
        .months > svg { display: block; width: 100%; height: auto; }
        .months text { fill: #fff; font-size: 13px; font-weight: 700; text-anchor: middle; dominant-baseline: central; }
        .months .name { fill: var(--muted); font-weight: 400; dominant-baseline: auto; }
        .months .year { fill: var(--navy); text-anchor: start; }
        .months .ground, .months .future { fill: none; }
        .months .future { stroke: var(--rule); stroke-width: .8; }
        .verified .ground { fill: var(--verified); }
        .months .verified text { fill: var(--on-verified); }
        .broken .ground { fill: var(--bad); stroke: var(--outline); stroke-width: 2.4; }
        .broken .corner { fill: #fff; }
        .unsealed .ground { fill: var(--unsealed); stroke: var(--doubt-text); stroke-width: 1.5; }
        .months .unsealed text { fill: var(--on-unsealed); paint-order: stroke; stroke: var(--unsealed); stroke-width: 4px; }
        .empty .ground { stroke: var(--bad-text); stroke-width: 1.5; stroke-dasharray: 5 3; }
        .months .line { stroke: var(--edge); stroke-width: 1.6; }
        .months .dot { fill: var(--doubt); }
        .legend { display: flex; flex-wrap: wrap; gap: .3rem 1.4rem; margin: .8rem 0 .3rem; padding: 0; list-style: none; font-size: .85rem; }
        .legend li { display: flex; gap: .5rem; align-items: center; margin: 0; }
        .legend svg { flex: none; }
        figcaption > p { margin: 0; color: var(--muted); font-size: .85rem; }
        @media (forced-colors: active) { .verdict, .breaks > li, .unsigned { border: 2px solid; } .months svg { forced-color-adjust: none; } }

        """#

    /// A phone's width: letters of the picture grow as it shrinks, rows of tables become cards.
    static let narrow = #"""
        @media (max-width: 40rem) {
          .months text { font-size: 20px; } .months .name { font-size: 17px; }
          dl > div { grid-template-columns: minmax(0, 1fr); gap: .1rem; }
          .verdict { padding: 1.2rem; gap: 1rem; } .verdict svg { width: 40px; height: 40px; }
          .verdict h2 { font-size: 1.7rem; } .verdict p { font-size: 1rem; }
          .breaks > li { padding: .9rem; }
          .filter label { flex: 1 1 100%; } .filter select, .filter input { flex: 1; min-width: 0; }
        }
        @media screen and (max-width: 40rem) {
          .cards thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
          .cards, .cards tbody { display: block; }
          .cards tr { display: block; padding: .7rem 0; border-bottom: 1px solid var(--rule); }
          .cards tr.filtered { display: none; }
          .cards tbody th, .cards td { display: block; width: auto; padding: .15rem 0; border: 0; }
          .cards tbody th:first-child, .cards tbody td:last-child { width: auto; }
          .cards tbody th { font-size: 1.05em; }
          .cards td:empty { display: none; }
          .cards td::before { content: attr(data-label) ":"; margin-inline-end: .4em; color: var(--muted); }
          .window table { width: max-content; min-width: 100%; }
          .window td { max-width: 14rem; }
        }

        """#

    /// Paper: light, nothing to click, heads of tables again on each sheet, a break in one piece.
    static let paper = #"""
        @page { margin: 18mm 16mm; @bottom-right { content: counter(page) " / " counter(pages); color: #5b6775; font: 7.5pt sans-serif; } }
        @media print {
          html { font-size: 9.5pt; }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          .sheet { display: block; max-width: none; padding: 0; }
          .sheet > header { padding: 1rem 0 0; }
          nav, .skip, .filter, #save { display: none !important; }
          section > h2 { margin-top: 2rem; }
          h2, h3, h4, caption { break-after: avoid; }
          thead { display: table-header-group; }
          tr, .verdict, .months, .signature, .breaks > li, dl > div, h4 + table { break-inside: avoid; }
          .window { overflow: visible; }
          .window table { font-size: .8rem; }
          td { overflow-wrap: anywhere; }
          p, li { orphans: 3; widows: 3; }
        }

        """#
}
