import AuditChain
import Foundation
import Postgres
import Rows
import Support

/// A database of the shared server for one suite.
func database(_ name: String, _ sql: String = "") throws -> String {
    try PrivateServer.shared.createDatabase(name)
    if !sql.isEmpty { try PrivateServer.shared.psql(sql, database: name) }
    return name
}

/// Opens a table as a source.
func open(
    _ database: String, _ table: String, schema: String? = "public", user: String = "postgres",
    layout: TableSource.Layout = .init(order: ["id"], hash: "hash"), interruption: Interruption = Interruption()
) throws(Obstacle) -> TableSource {
    let conninfo = PrivateServer.shared.conninfo(database, user: user)
    var session = try Session(on: Connection(to: conninfo, interruption: interruption))
    let relation = try session.relation(schema: schema, name: table)
    return try TableSource(session, place: .table(relation), layout: layout)
}

/// Opens a query as a source.
func open(_ database: String, query: String, layout: TableSource.Layout) throws(Obstacle) -> TableSource {
    let session = try Session(on: Connection(to: PrivateServer.shared.conninfo(database)))
    return try TableSource(session, place: .query(query), layout: layout)
}

extension TableSource {
    /// Rows with their fields copied out.
    mutating func rows(_ reading: Reading, atMost limit: Int = .max) throws(Obstacle) -> [[[UInt8]?]] {
        var rows: [[[UInt8]?]] = []
        try read(reading) { row throws(Obstacle) in
            var values: [[UInt8]?] = []
            for column in 0..<row.count {
                guard let field = row[column] else {
                    values.append(nil)
                    continue
                }
                var value: [UInt8] = []
                for index in field.indices { value.append(field[index]) }
                values.append(value)
            }
            rows.append(values)
            return rows.count < limit
        }
        return rows
    }

    /// One expression of each row, as text.
    mutating func texts(_ expression: String, atMost limit: Int = .max) throws(Obstacle) -> [String?] {
        try rows(Reading(columns: [], expressions: [expression]), atMost: limit).map { row in
            row[0].map { String(decoding: $0, as: UTF8.self) }
        }
    }
}
