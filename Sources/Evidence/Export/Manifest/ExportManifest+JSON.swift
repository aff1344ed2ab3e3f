import Verification

extension ExportManifest {
    /// The file.
    public var bytes: [UInt8] {
        var bytes: [UInt8] = []
        var writer = JSONWriter<Never> { bytes += Array($0.utf8) }
        writer.write(document: document)
        return bytes
    }

    private var document: JSONValue {
        .object([
            ("format", .string(format)), ("verdict", .string(verdict)),
            ("madeAt", .string(madeAt)), ("timeZone", .string(timeZone)),
            ("by", .optional(by)), ("reason", .optional(reason)), ("case", .optional(caseNumber)),
            ("signer", .optional(signer)),
            (
                "tool",
                .object([
                    ("version", .string(tool.version)), ("openssl", .string(tool.openssl)),
                    ("libpq", .string(tool.libpq)), ("sha256", .optional(tool.sha256)),
                ])
            ),
            ("database", value(of: database)),
            ("snapshot", .object([("id", .string(snapshot.id)), ("startedAt", .string(snapshot.startedAt))])),
            ("configuration", .object([("sha256", .string(configuration.sha256))])),
            ("chain", value(of: chain)),
            (
                "request",
                .object([
                    ("rows", .string(request.rows)), ("where", .optional(request.filter)),
                    ("columns", request.columns.map(names) ?? .null), ("mask", names(request.mask)),
                ])
            ),
            ("query", .string(query)), ("null", .string(null)),
            ("ranges", .elements(count: ranges.count) { value(of: ranges[$0]) }),
            ("rows", .number(rows)), ("leftOut", .number(leftOut)),
            ("brokenRows", .number(brokenRows)), ("disputedRows", .number(disputedRows)),
            (
                "log",
                .object([
                    ("verdict", .string(log.verdict)), ("rows", .number(log.rows)), ("verified", .number(log.verified)),
                    ("chainCount", .number(log.chainCount)), ("breakCount", .number(log.breakCount)),
                    ("breaksNamed", .number(log.breaksNamed)), ("assurance", .string(log.assurance)),
                ])
            ),
            (
                "breaks",
                .elements(count: breaks.count) {
                    .object([("number", .number(breaks[$0].number)), ("kind", .string(breaks[$0].kind))])
                }
            ),
            // Room for a statement that the range was anchored by; there are none yet.
            ("checkpoint", .null),
            ("evidence", .string(evidence)),
            (
                "files",
                .array(
                    files.map {
                        .object([
                            ("name", .string($0.name)), ("role", .string($0.role.rawValue)),
                            ("bytes", .number($0.bytes)), ("sha256", .string($0.sha256)),
                        ])
                    })
            ),
        ])
    }

    private func value(of database: Database) -> JSONValue {
        .object([
            ("host", .string(database.host)), ("name", .string(database.name)), ("user", .string(database.user)),
            ("systemIdentifier", .optional(database.systemIdentifier)), ("timeline", .optional(database.timeline)),
            ("lsn", .optional(database.lsn)), ("standby", .bool(database.standby)),
            ("serverVersion", .string(database.serverVersion)), ("tls", .string(database.tls)),
        ])
    }

    private func value(of chain: ExportedChain) -> JSONValue {
        .object([
            ("name", .string(chain.name)), ("table", .string(chain.table)), ("rows", .optional(chain.rows)),
            ("order", names(chain.order)), ("per", names(chain.per)), ("time", .optional(chain.time)),
            ("previous", .optional(chain.previous)), ("hash", .string(chain.hash)),
            ("where", .optional(chain.filter)), ("genesis", .optional(chain.genesis)),
            ("formula", .string(chain.formula)),
            (
                "settings",
                .array(
                    chain.settings.map {
                        .object([("from", texts($0.from)), ("values", texts($0.values))])
                    })
            ),
            (
                "columns",
                .array(
                    chain.columns.map {
                        .object([
                            ("name", .string($0.name)), ("type", .string($0.type)), ("readAs", .optional($0.readAs)),
                        ])
                    })
            ),
            ("whyNotRecomputed", .optional(chain.whyNotRecomputed)),
        ])
    }

    private func value(of range: Range) -> JSONValue {
        .object([
            ("chain", .object(chain.per.map { ($0, .optional(range.chain[$0] ?? nil)) })),
            ("first", .number(range.first)), ("last", .number(range.last)),
            ("rows", .number(range.rows)), ("leftOut", .number(range.leftOut)),
            ("entering", .optional(range.entering)), ("leaving", .optional(range.leaving)),
        ])
    }

    private func names(_ names: [String]) -> JSONValue { .array(names.map(JSONValue.string)) }

    private func texts(_ texts: [String: String]) -> JSONValue {
        .object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) })
    }
}
