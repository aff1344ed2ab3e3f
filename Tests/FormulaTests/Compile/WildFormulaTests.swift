import AuditChain
import Formula
import Rows
import Support
import Testing

@Suite("Whole formulas") struct WildFormulaTests {
    /// Formulas as triggers have them, and expressions that stress the rules of SQL; each gives text or bytea.
    static let formulas: [String] = """
        encode(sha256(convert_to(prev_hash || '|' || action || '|' || coalesce(actor, ''), 'UTF8')), 'hex')
        encode(digest(concat_ws('|', prev_hash, id, action, actor, flag), 'sha256'), 'hex')
        digest(coalesce(prev_hash, 'GENESIS') || id::text, 'sha512')
        encode(hmac(action, 'key', 'sha256'), 'hex')
        hmac(convert_to(coalesce(action, ''), 'UTF8'), blob, 'sha1')
        sha256(prev_digest || convert_to(jsonb_build_array(id, action, flag, entity, details, number)::text, 'UTF8'))
        sha256(coalesce(prev_digest, '\\x00'::bytea) || coalesce(blob, ''))
        upper(encode(sha224(convert_to(id::text, 'UTF8')), 'hex'))
        'sha256:' || encode(sha256(convert_to(coalesce(action, 'null'), 'UTF8')), 'hex')
        encode(sha384(replace(coalesce(action, ''), '\\', '\\\\')::bytea || 'x'::bytea), 'base64')
        md5(coalesce(action, '') || coalesce(code, '') || kind)
        CASE WHEN flag THEN 'yes' WHEN NOT flag THEN 'no' END || action
        CASE mood WHEN 'calm' THEN 1 WHEN 'cross' THEN 2 ELSE id END || ''
        coalesce(nullif(action, ''), 'empty') || nullif(id, 5) || nullif(flag, true)
        flag || '/' || (number IS NULL) || '/' || coalesce(flag::text, '?')
        concat(flag, id, NULL, action, entity, code, blob, mood, details, tags, small)
        concat_ws(NULL, 'a', action)
        concat_ws(',', NULL, NULL)
        repeat('0', 64) || lpad(id::text, 12, '0') || rpad(coalesce(action, ''), 5, 'é') || chr(9731)
        left(coalesce(action, ''), 3) || right(coalesce(action, ''), -2) || substr(action, 2, 3) || substring(action from 2)
        replace(action, 'a', 'b') || translate(action, 'abc', 'xy') || btrim(action) || ltrim(action, ' p') || rtrim(action)
        length(action) || ':' || octet_length(action) || ':' || strpos(action, 'a') || ':' || ascii(action) || reverse(action)
        split_part(action, '|', 2) || position('b' in action)
        id + 1 || '|' || small * 2::int || '|' || number % 7 || '|' || - id || '|' || id / -3
        (id BETWEEN 5 AND 20)::text || (id NOT IN (1, 2, 3))::text || (flag IS NOT TRUE) || (flag IS UNKNOWN)
        ((flag AND number > 0) OR action = 'a|b') || ''
        (number IS DISTINCT FROM 4) || '' || (action IS NOT DISTINCT FROM NULL)
        coalesce(details ->> 'action', details ->> 'a', '-') || coalesce((details -> 'b')::text, '') || coalesce(details -> 'b' ->> 1, '')
        coalesce(raw ->> 'z', '') || coalesce(raw::text, '')
        jsonb_build_object('id', id, 'action', action, 'ok', flag, 'entity', entity, 'details', details, 'raw', raw)::text
        json_build_object('id', id, 'action', action, 'none', NULL, 'nested', json_build_array(1, 'x', flag))::text
        to_json(action)::text || to_jsonb(action)::text || to_jsonb(flag)::text || to_json(id)::text
        action::varchar(3) || id::varchar || entity::varchar || code::text || kind::text || mood::text
        coalesce(entity::text, '') || '{A0EEBC99-9C0B4EF8-BB6D6BB9-BD380A11}'::uuid || (entity = 'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11')
        coalesce(details, '{}')::text || coalesce(blob::text, '') || tags::text || ids::text
        '{"b":1, "a":[1e2,  "x"]}'::jsonb::text || '{"b":1, "b":2}'::json
        convert_from(convert_to(action, 'utf-8'), 'UTF8') || encode(coalesce(blob, ''), 'escape')
        encode(decode(coalesce(prev_hash, '00'), 'hex'), 'base64') || length(blob) || substr(prev_digest, 3, 4)::text
        '42'::int + 1 || '' || ' 7 '::bigint || id::int || flag::int::text
        lower(action) || upper(actor) || initcap(action)
        shout(coalesce(action, '')) || '|' || id
        sha256(convert_to(shout(prev_hash), 'UTF8'))
        amount || '|' || price || '|' || single || '|' || double || '|' || coalesce(amount::text, 'none')
        coalesce(to_char(happened AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '') || coalesce(happened::text, '')
        local_time || '|' || day::text || '|' || clock || '|' || span || '|' || coalesce(address::text, '') || '|' || network
        concat_ws('|', happened, local_time, day, clock, span, address, network, amount, double, single)
        coalesce(host(address), '') || extract(epoch from happened) || date_trunc('day', happened) || date_part('year', local_time)
        jsonb_build_array(happened, local_time, day, clock, span, address, network, amount, price, double, single, tags, ids, mood, blob, code)::text
        extract(epoch from local_time)::bigint::text || CASE WHEN isfinite(happened) THEN (extract(epoch from happened) * 1000)::bigint END
        (happened > '2019-06-01') || '' || (day = '2000-01-01') || (amount > 5) || (action < 'm') || (address = '10.0.0.7/8')
        regexp_replace(action, '[^a-z]', '', 'g') || format('%s-%I', id, kind) || array_to_string(tags, ',')
        coalesce(amount, 0)::text || round(price, 1) || (price * 100)::bigint || abs(number)
        to_char(day, 'FMDay, DD "of" Month') || to_char(local_time, 'HH12:MI:SS.MS AM TZ') || to_char(price, 'FM999990.00')
        extract(epoch from happened) || '|' || extract(year from day) || '|' || extract(hour from clock) || extract(epoch from span)
        coalesce(host(address), '') || network || date_trunc('hour', happened) || date_trunc('month', local_time) || 1.50 || .5
        (happened::date || '|' || happened::timestamp || '|' || local_time::timestamptz) || day::timestamp || day::timestamptz
        price::int || '|' || price::bigint || '|' || (price = 1.07) || (single = single) || (double > double) || (code = 'ab') || (span = span)
        to_char(local_time, 'YYYY-MM-DD HH24:MI:SS.MS') || to_char(happened, 'Dy Mon DD YYYY HH12 AM OF TZ') || local_time AT TIME ZONE 'America/New_York'
        (local_time || '')::text || (coalesce(local_time, local_time) AT TIME ZONE 'UTC')::text
        md5(sha512(digest(hmac(hmac(action, 'inner', 'sha224'), '\\x01', 'sha1'), 'sha384'))) || encode(sha256(sha224(prev_digest)), 'hex')
        concat_ws('|', prev_hash, to_char(happened AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), amount, address)
        E'line\\nbreak' || action || $q$dollar 'quoted'$q$ || U&'\\00e9'
        """.split(separator: "\n").map(String.init)

    static let setUp: Result<Void, any Error> = Result {
        try WildTable.ready.get()
        let list = formulas.enumerated().map { "(\($1)) AS f\($0)" }.joined(separator: ",\n")
        try PrivateServer.shared.psql(
            """
            SET search_path = public, crypt; SET timezone = 'Europe/Berlin';
            CREATE TABLE public.expected AS SELECT id, \(list) FROM log;
            """, database: WildTable.database)
    }

    static func compiled(_ sql: String, bytea: Bool, server: Bool = false) throws -> CompiledFormula {
        var catalog = ServerCatalog(database: WildTable.database)
        let columns = try catalog.columns(of: "public.log")
        let formula = try Formula(parsing: SourceText(sql, lines: [SourcePosition(file: "u.yml", line: 1, column: 1)]))
        return try formula.compiled(
            for: FormulaContext(
                columns: columns, link: bytea ? "prev_digest" : "prev_hash",
                hash: bytea ? ColumnType(oid: 17, name: "bytea") : ColumnType(oid: 25, name: "text"),
                settings: try RenderSettings(["TimeZone": "Europe/Berlin"]),
                names: try CatalogNames(of: formula, in: &catalog), rendersOnServer: server))
    }

    @Test(arguments: formulas.indices)
    func `give for every row what the server gives, as does their SQL printed back`(_ index: Int) throws {
        try Self.setUp.get()
        let sql = Self.formulas[index]
        let isBytea =
            try PrivateServer.shared.psql(
                "SELECT pg_typeof(f\(index)) FROM public.expected LIMIT 1", database: WildTable.database) == "bytea\n"
        for server in [false, true] {
            let compiled = try Self.compiled(sql, bytea: isBytea, server: server)
            let printed = try compiled.sql(link: nil)
            let list =
                compiled.columns.map { "log.\"\($0)\"" } + compiled.serverExpressions.map { "(\($0))" }
                + ["f\(index)", "(\(printed))"]
            let rows = try PrivateServer.shared.copyBinary(
                "SELECT \(list.joined(separator: ", ")) FROM public.log JOIN (SELECT id AS key, f\(index) FROM public.expected) e ON key = id",
                database: WildTable.database)
            let places = Dictionary(uniqueKeysWithValues: compiled.columns.enumerated().map { ($1, $0) })
            var plan = try compiled.plan(fields: places, expressionsFrom: compiled.columns.count)
            #expect(rows.count == 200)
            for row in rows {
                let expected = row[row.count - 2]
                #expect(row[row.count - 1] == expected, "printed back: \(printed)")
                let value: [UInt8]? = try withRow(row) { row in
                    guard try plan.evaluate(row) else { return nil }
                    var bytes: [UInt8] = []
                    for place in 0..<plan.value.count { bytes.append(plan.value[place]) }
                    return bytes
                }
                guard value != expected else { continue }
                Issue.record(
                    "\(sql)\nours:   \(value.map { String(decoding: $0, as: UTF8.self) } ?? "NULL")\nserver: \(expected.map { String(decoding: $0, as: UTF8.self) } ?? "NULL")"
                )
                break
            }
        }
    }
}
