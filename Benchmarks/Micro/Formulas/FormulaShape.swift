/// A formula of a kind that triggers have.
struct FormulaShape {
    let name: String
    let sql: String
    /// The type of hash and link: text, or else bytea.
    var isText = true

    static let secrets = ["audit_key": Array("a key of a benchmark, as long as keys are".utf8)]

    static let all: [FormulaShape] = [
        FormulaShape(
            name: "JSON array of ten columns (the travel log)",
            sql: """
                sha256(prev_hash || convert_to(jsonb_build_array(
                  id, to_char(occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), user_id::text, db_user,
                  ip_address::text, table_name, row_id, action, old_data, new_data)::text, 'UTF8'))
                """, isText: false),
        FormulaShape(
            name: "JSON object with constant keys",
            sql: """
                encode(sha256(convert_to(jsonb_build_object(
                  'id', id, 'previous', prev_hash, 'action', action, 'table', table_name, 'row', row_id,
                  'user', user_id, 'old', old_data, 'new', new_data)::text, 'UTF8')), 'hex')
                """),
        FormulaShape(
            name: "three columns joined as text",
            sql: """
                encode(sha256(convert_to(prev_hash || '|' || action || '|' || coalesce(user_id::text, ''), 'UTF8')), 'hex')
                """),
        FormulaShape(
            name: "eight columns joined by concat-ws",
            sql: """
                encode(sha256(convert_to(concat_ws('|', prev_hash, id, user_id, db_user, ip_address, table_name, row_id,
                  action), 'UTF8')), 'hex')
                """),
        FormulaShape(
            name: "four times by templates",
            sql: """
                encode(sha256(convert_to(prev_hash || to_char(occurred_at, 'YYYY-MM-DD')
                  || to_char(occurred_at AT TIME ZONE 'UTC', 'HH24:MI:SS.US')
                  || to_char(occurred_at AT TIME ZONE 'Europe/Berlin', 'YYYY-MM-DD"T"HH24:MI:SS.MS')
                  || to_char(occurred_at AT TIME ZONE 'America/New_York', 'Dy DD Mon YYYY HH12:MI AM'), 'UTF8')), 'hex')
                """),
        FormulaShape(
            name: "numbers and times cast to text",
            sql: """
                encode(sha256(convert_to(prev_hash || '|' || amount::text || '|' || fee::text || '|' || occurred_at::text
                  || '|' || id::text, 'UTF8')), 'hex')
                """),
        FormulaShape(
            name: "HMAC of text",
            sql: """
                encode(hmac(prev_hash || '|' || action || '|' || row_id || '|' || id::text, audit_key, 'sha256'), 'hex')
                """),
        FormulaShape(name: "bytes alone", sql: "sha256(prev_hash || payload)", isText: false),
    ]
}
