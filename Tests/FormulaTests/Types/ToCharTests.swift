import Support
import Testing

@testable import Formula

@Suite("to_char") struct ToCharTests {
    static let keywords = """
        HH HH12 HH24 MI SS MS US FF1 FF2 FF3 FF4 FF5 FF6 SSSS SSSSS AM A.M. am a.m. PM P.M. pm p.m. Y,YYY YYYY YYY YY Y IYYY IYY IY I
        BC B.C. bc b.c. AD A.D. ad a.d. MONTH Month month MON Mon mon MM DAY Day day DY Dy dy DDD IDDD DD D ID W WW IW CC J Q RM rm TZ tz
        TZH TZM OF hh hh12 hh24 mi ss ms us ff1 ff3 ff6 ssss sssss y,yyy yyyy yyy yy y iyyy iyy iy i mm ddd iddd dd d id w ww iw cc j q
        tzh tzm of FX fx Mm mM Hh MoN dAY FF FF7 ff0 TzH
        """.split(whereSeparator: \.isWhitespace).map(String.init)

    static func compare(_ patterns: [String], zoneName: String, values: Int) throws {
        let list = patterns.map { "($p$\($0)$p$)" }.joined(separator: ",")
        let rows = try Oracle.rows(
            """
            SELECT p, t, to_char(t, p), timezone('UTC', t), to_char(timezone('UTC', t), p) FROM (VALUES \(list)) v(p),
              (SELECT t FROM (\(Oracle.timestamps)) x(t) ORDER BY isfinite(t), random() LIMIT \(values)) s
            """, ["TimeZone": zoneName])
        let settings = try RenderSettings(["TimeZone": zoneName, "lc_time": "C"])
        var compiled: [String: ToCharPattern] = [:]
        for pattern in patterns { compiled[pattern] = ToCharPattern(pattern, settings: settings) }
        Oracle.compare(rows, column: 2, label: "to_char(timestamptz)", atLeast: 10) { row in
            let pattern = try #require(compiled[Oracle.text(row[0])])
            var isThere = false
            let text = try Oracle.rendered {
                isThere = try pattern.append(moment: row[1].int64, zone: settings.zone, to: &$0)
            }
            return isThere ? text : nil
        }
        Oracle.compare(rows, column: 4, label: "to_char(timestamp)", atLeast: 10) { row in
            let pattern = try #require(compiled[Oracle.text(row[0])])
            var isThere = false
            let text = try Oracle.rendered {
                isThere = try pattern.append(local: row[3].int64, to: &$0)
            }
            return isThere ? text : nil
        }
    }

    @Test(arguments: ["UTC", "Asia/Kolkata", "America/St_Johns"])
    func `every pattern with every modifier gives the server's text`(_ zone: String) throws {
        var patterns = Self.keywords
        for keyword in Self.keywords {
            patterns += [
                "FM\(keyword)", "fm\(keyword)th", "\(keyword)TH", "TM\(keyword)", "\(keyword)SP", "FX\(keyword)",
            ]
        }
        try Self.compare(patterns, zoneName: zone, values: 40)
    }

    @Test func `random patterns give the server's text`() throws {
        let literals = [
            "-", " ", ":", "T", "Z", "\"T\"", "\"a\\\"b\"", "\\\"", "\\", "\"", "\\x", "ü", "😀", "x", "FM", "TM", "th",
            "\"un", "'", "/",
            ".", ",", "\"\\\\\"", "F", "A", "0", "\"YYYY\"", "SP", "\n",
        ]
        let patterns = (0..<800).map { _ in
            (0..<Int.random(in: 1...8)).map { _ in (Bool.random() ? literals : Self.keywords).randomElement() ?? "" }
                .joined()
        }
        try Self.compare(patterns + [""], zoneName: "Europe/Paris", values: 12)
        try Self.compare(
            [
                "YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"", "YYYY-MM-DD HH24:MI:SS.USOF",
                "YYYY-MM-DD\"T\"HH24:MI:SS.MSTZH:TZM",
                "FMDay, FMDDth FMMonth YYYY", "IYYY-\"W\"IW-ID",
            ], zoneName: "Europe/Paris", values: 500)
    }

    @Test func `a localized name is left to the server unless lc_time is C`() throws {
        #expect(ToCharPattern("TMMonth", settings: RenderSettings()) == nil)
        #expect(ToCharPattern("YYYY TMDy", settings: try RenderSettings(["lc_time": "de_DE.UTF-8"])) == nil)
    }
}
