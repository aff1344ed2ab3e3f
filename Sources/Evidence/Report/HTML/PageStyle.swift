/// The style sheet of a page: the document's colours and hierarchy, by day, by night and on paper.
enum PageStyle {
    /// On every sheet of paper, that nobody signed it.
    static func unsigned(_ sentence: String) -> String {
        """
        @media print { @page { @top-center { content: "\(sentence)"; color: #b5341c; font: 700 7.5pt sans-serif; } } }

        """
    }

    /// Colours keep a contrast of 4.5 to 1 (WCAG 2.2, 1.4.3): `doubt` is Look's as a ground, and darker as text.
    static let source = colours + frame + parts + months + narrow + paper

    private static let colours = #"""

        :root {
          color-scheme: light;
          --paper: #ffffff; --ground: #f1f4f8; --raised: #ffffff;
          --ink: #1b2430; --muted: #5b6775; --navy: #15294b; --rule: #cfd6de; --edge: #7c8896;
          --good: #1f6f8b; --bad: #b5341c; --doubt: #c98a1b;
          --good-text: #1a6480; --bad-text: #b5341c; --doubt-text: #855700;
          --verified: #8fc1d1; --on-verified: #1b2430;
          --on-doubt: #1b2430; --unsealed: #f3ddb3; --on-unsealed: #1b2430; --outline: #1b2430;
          --band: #15294b; --link: #1a5a91;
        }
        @media screen and (prefers-color-scheme: dark) {
          :root {
            color-scheme: dark;
            --paper: #0f1623; --ground: #182233; --raised: #131c2b;
            --ink: #e4eaf2; --muted: #a2afc0; --navy: #c5d6f2; --rule: #2e3a4e; --edge: #6f7f95;
            --good: #23748f; --bad: #bf3b22; --doubt: #d39a31;
            --good-text: #74c7e2; --bad-text: #ff9d88; --doubt-text: #efc06a;
            --verified: #1f5468; --on-verified: #e4eaf2;
            --on-doubt: #1b2430; --unsealed: #4b3d1f; --on-unsealed: #f6dfae; --outline: #ffffff;
            --band: #2a4a80; --link: #8fc1f0;
          }
        }

        """#

    private static let frame = #"""
        *, ::before, ::after { box-sizing: border-box; }
        html { scroll-padding-top: 1rem; -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
        body {
          margin: 0; border-top: .6rem solid var(--band); background: var(--paper); color: var(--ink);
          font: 1rem/1.55 "Noto Sans", "Noto Sans Arabic", "Segoe UI", system-ui, -apple-system, "Helvetica Neue",
            "Noto Naskh Arabic", Arial, sans-serif;
        }
        [lang="ar"] body { line-height: 1.75; }
        .sheet {
          display: grid; grid-template: "head" "nav" "main" "foot" / minmax(0, 1fr);
          max-width: 54rem; margin: 0 auto; padding: 0 1.25rem;
        }
        .sheet > header { grid-area: head; padding-top: 2.5rem; }
        nav { grid-area: nav; }
        main { grid-area: main; outline: none; }
        .sheet > footer {
          grid-area: foot; margin-top: 4rem; padding: 1rem 0 2rem; border-top: 1px solid var(--rule);
          color: var(--muted); font-size: .85rem;
        }
        .skip { position: absolute; inset-inline-start: -99rem; }
        .skip:focus { inset-inline-start: 1rem; top: 1rem; padding: .5rem 1rem; background: var(--paper); z-index: 1; }
        .heard { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
        a { color: var(--link); }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }

        h1, h2, h3, h4 { color: var(--navy); line-height: 1.25; text-wrap: balance; overflow-wrap: anywhere; }
        h1 { margin: 0; font-size: clamp(1.7rem, 1.2rem + 2.4vw, 2.4rem); letter-spacing: -.01em; }
        section > h2 { margin: 3.5rem 0 1rem; padding-bottom: .4rem; border-bottom: 2px solid var(--navy); font-size: 1.45rem; }
        h3 { margin: 2rem 0 .4rem; font-size: 1.1rem; }
        h4 { margin: 1.75rem 0 .4rem; font-size: 1rem; }
        [lang="ar"] h1 { letter-spacing: 0; }
        p { margin: .5rem 0; overflow-wrap: anywhere; }
        li { margin: .35rem 0; overflow-wrap: anywhere; }
        ul { padding-inline-start: 1.25rem; }
        .subject { margin: .2rem 0 1.25rem; color: var(--muted); font-size: 1.1rem; }
        .good, .bad, .doubt, .again { font-weight: 700; }
        .good { color: var(--good-text); } .bad, .again { color: var(--bad-text); } .doubt { color: var(--doubt-text); }
        .again { margin: 0 0 1rem; }
        .unsigned { margin: 0; padding: .7rem 1.25rem; background: var(--bad); color: #fff; font-weight: 700; text-align: center; }
        code, pre { font-family: "Noto Sans Mono", ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .84em; }
        code { direction: ltr; unicode-bidi: isolate; overflow-wrap: anywhere; }
        pre { margin: 1rem 0; padding: .8rem 1rem; border-radius: 6px; background: var(--ground); white-space: pre-wrap; }
        pre code { font-size: 1em; }

        nav ul { display: flex; gap: .25rem; margin: 0 -1.25rem 1.25rem; padding: .3rem 1.25rem; overflow-x: auto; list-style: none; }
        nav li { flex: none; margin: 0; }
        nav a { display: block; padding: .3rem .7rem; border-radius: 1rem; background: var(--ground); font-size: .85rem; text-decoration: none; }
        nav a:hover { text-decoration: underline; }
        @media (min-width: 74rem) {
          .sheet { grid-template: "head head" "nav main" "foot foot" / 12rem minmax(0, 54rem); column-gap: 3rem; max-width: 71.5rem; }
          .sheet > header { padding-inline-start: 15rem; }
          nav ul { position: sticky; top: 2rem; display: block; margin: 0; padding: .5rem 0; border-inline-end: 1px solid var(--rule); }
          nav a { padding: .35rem 0; padding-inline-end: 1rem; border-radius: 0; background: none; }
        }

        """#

    private static let parts = #"""
        .verdict { display: flex; gap: 1.4rem; align-items: center; padding: 1.5rem 1.75rem; border-radius: 8px; background: var(--doubt); color: var(--on-doubt); }
        .verdict[data-verdict="intact"] { background: var(--good); color: #fff; }
        .verdict[data-verdict="broken"] { background: var(--bad); color: #fff; }
        .verdict svg { flex: none; fill: none; stroke: currentColor; stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
        .verdict h2 { margin: 0; padding: 0; border: 0; color: inherit; font-size: 2.1rem; line-height: 1.15; }
        .verdict p { margin: .35rem 0 0; font-size: 1.1rem; }
        .verdict .reason { font-size: .95rem; }

        dl { margin: 1rem 0; border-top: 1px solid var(--rule); font-size: .93rem; }
        dl > div { display: grid; grid-template-columns: 26% minmax(0, 1fr); gap: 1rem; padding: .5rem .35rem; border-bottom: 1px solid var(--rule); }
        dt { font-weight: 700; overflow-wrap: anywhere; }
        dd { margin: 0; overflow-wrap: anywhere; }
        .signature { margin: 1.75rem 0 0; padding: .9rem 1.2rem; border: 1.5px solid var(--navy); border-radius: 6px; background: var(--ground); color: var(--muted); font-size: .88rem; }
        .signature p { margin: 0; }
        .signature .signer { color: var(--navy); font-size: 1.25rem; font-weight: 700; }

        table { width: 100%; margin: 1rem 0; border-collapse: collapse; font-size: .87rem; line-height: 1.45; }
        caption { padding: .3rem 0; color: var(--muted); font-weight: 700; text-align: start; }
        th, td { padding: .55rem .6rem; border-bottom: 1px solid var(--rule); text-align: start; vertical-align: top; overflow-wrap: break-word; }
        thead th { background: var(--ground); color: var(--navy); border-bottom: 0; }
        th small { display: block; font-weight: 400; font-size: 1em; overflow-wrap: anywhere; }
        .window { margin: 1rem 0; overflow-x: auto; }
        .window table { margin: 0; }
        .window th, .window td { padding: .45rem .5rem; }
        @media screen { .window th, .short { white-space: nowrap; } }
        .window tbody th { color: var(--muted); font-weight: 400; }
        .window .within > * { background: var(--ground); font-weight: 700; }
        .cards { table-layout: fixed; }
        .cards th:first-child { width: 24%; } #control-list th:nth-child(2) { width: 13%; } .cards th:last-child { width: 24%; }
        .grade { font-weight: 700; color: var(--doubt-text); white-space: nowrap; }
        .grade::before { content: ""; display: inline-block; width: .62em; height: .62em; margin-inline-end: .45em; border: 2px solid; }
        .grade[data-grade="pass"] { color: var(--good-text); } .grade[data-grade="pass"]::before { background: currentColor; border-radius: 50%; }
        .grade[data-grade="warn"]::before { border-radius: 50%; }
        .grade[data-grade="fail"] { color: var(--bad-text); } .grade[data-grade="fail"]::before { background: currentColor; transform: rotate(45deg); }

        .filter { display: flex; flex-wrap: wrap; gap: .6rem 1.2rem; align-items: center; margin: 1.2rem 0; padding: .7rem 1rem; border-radius: 6px; background: var(--ground); font-size: .9rem; }
        .filter[hidden] { display: none; }
        .filter label { display: flex; gap: .5rem; align-items: center; font-weight: 700; }
        .filter output { color: var(--muted); margin-inline-start: auto; }
        select, input, button { min-height: 2.4rem; max-width: 100%; padding: .3rem .6rem; border: 1px solid var(--edge); border-radius: 5px; background: var(--raised); color: var(--ink); font: inherit; font-weight: 400; }
        button { padding-inline: 1.1rem; color: var(--link); font-weight: 700; cursor: pointer; }
        .breaks { margin: 0; padding: 0; list-style: none; }
        .breaks > li { margin: 1.25rem 0; padding: 1rem 1.25rem; border: 1px solid var(--rule); border-inline-start: 4px solid var(--bad); border-radius: 6px; background: var(--raised); }
        .breaks h3 { margin: 0 0 .4rem; }
        .number { display: inline-block; min-width: 1.7em; margin-inline-end: .35em; padding: .05em .4em; border-radius: 4px; background: var(--bad); color: #fff; font-size: .85em; text-align: center; }
        @media screen { .filtered { display: none; } }

        """#
}
