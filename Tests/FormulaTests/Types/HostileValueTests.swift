import AuditChain
import Rows
import Testing

@testable import Formula

@Suite("Hostile values") struct HostileValueTests {
    static let types: [ValueType] = [
        .int2, .int4, .int8, .oid, .numeric, .float4, .float8, .bool, .text, .bpchar, .char, .uuid, .timestamptz,
        .timestamp, .date,
        .time, .timetz, .interval, .inet, .cidr, .macaddr, .macaddr8,
    ]

    @Test func `bytes of any length and content are rendered or refused, never trapped on`() throws {
        let settings = try RenderSettings(["TimeZone": "Europe/Berlin", "DateStyle": "Postgres"])
        let units = ["epoch", "julian", "year", "week", "hour", "second", "century", "timezone"]
        let pattern = try #require(
            ToCharPattern("YYYY IYYY IDDD WW CC J Day RM TZ OF SSSSS Y,YYYth", settings: settings))
        for type in Self.types {
            let extractions = units.compactMap { Extraction($0, from: type) }
            for round in 0..<3000 {
                let edge: [UInt8] = [0, 0x7F, 0x80, 0xFF, 1, 2, 3, 0xC0, 0x40]
                let bytes = (0..<Int.random(in: 0...20)).map { _ in
                    round % 2 == 0 ? UInt8.random(in: 0...255) : edge.randomElement() ?? 0
                }
                _ = Oracle.rendered { buffer in
                    _ = try? type.appendCastText(bytes.span, settings: settings, to: &buffer)
                    _ = try? type.appendOutput(bytes.span, settings: settings, to: &buffer)
                    _ = try? type.order(bytes.span, bytes.span)
                    for extraction in extractions {
                        _ = try? extraction.append(from: bytes.span, zone: settings.zone, to: &buffer)
                    }
                }
            }
        }
        for moment in [
            Int64.min, .min + 1, -1, 0, .max - 1, .max, TimeUnits.firstTimestamp, TimeUnits.endTimestamp - 1,
        ] {
            _ = Oracle.rendered { buffer in
                _ = try? pattern.append(moment: moment, zone: settings.zone, to: &buffer)
                _ = try? TimeCast.local(moment, in: settings.zone)
                _ = try? TimeCast.moment(ofLocal: moment, in: settings.zone)
                for unit in ["millennium", "week", "hour"] {
                    _ = try? Truncation(unit)?.truncated(moment, in: settings.zone)
                    _ = try? Truncation(unit)?.truncated(moment)
                }
            }
        }
        for day in [Int32.min, .min + 1, .max - 1, .max] { _ = try? TimeCast.midnight(of: day, in: settings.zone) }
    }

    @Test func `an unknown setting names the nearest known one`() throws {
        #expect {
            try RenderSettings(["TimeZome": "UTC"])
        } throws: {
            ($0 as? Obstacle)?.hint == "did you mean TimeZone?" && ($0 as? Obstacle)?.kind == .configuration
        }
        #expect(throws: Obstacle.self) { try RenderSettings(["timezone": "Mars/Olympus"]) }
        #expect(throws: Obstacle.self) { try RenderSettings(["DateStyle": "Roman"]) }
        #expect(throws: Obstacle.self) { try RenderSettings(["extra_float_digits": "4"]) }
    }

    @Test func `a type that is not known is left to the server`() {
        #expect(ValueType(ColumnType(oid: 3802, name: "jsonb")) == nil)
        #expect(ValueType(ColumnType(oid: 70_000, name: "mood", category: .enumeration)) == .text)
        #expect(ValueType(ColumnType(oid: 1184, name: "timestamptz", modifier: 3)) == .timestamptz)
    }
}
