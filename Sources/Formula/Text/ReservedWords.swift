/// Key words that `quote_ident` quotes: all that are not unreserved (manual, "SQL Key Words").
enum ReservedWords {
    enum Standing: Sendable { case never, sometimes, always }

    /// Words of PostgreSQL 14 to 18.
    private static let always: StaticString = """
         all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both case \
        cast char character check coalesce collate collation column concurrently constraint create cross \
        current_catalog current_date current_role current_schema current_time current_timestamp current_user dec \
        decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign \
        freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect \
        interval into is isnull join lateral leading least left like limit localtime localtimestamp national natural \
        nchar none normalize not notnull null nullif numeric offset on only or order out outer overlaps overlay \
        placing position precision primary real references returning right row select session_user setof similar \
        smallint some substring symmetric table tablesample then time timestamp to trailing treat trim true union \
        unique user using values varchar variadic verbose when where window with xmlattributes xmlconcat xmlelement \
        xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot xmlserialize xmltable \

        """

    /// Words that became or ceased to be such between 14 and 18.
    private static let sometimes: StaticString = """
         json json_array json_arrayagg json_exists json_object json_objectagg json_query json_scalar json_serialize \
        json_table json_value merge_action system_user \

        """

    static func standing(of word: Span<UInt8>) -> Standing {
        if holds(always, word) { return .always }
        return holds(sometimes, word) ? .sometimes : .never
    }

    private static func holds(_ list: StaticString, _ word: Span<UInt8>) -> Bool {
        list.withUTF8Buffer { buffer in
            var at = 0
            while at + word.count + 1 < buffer.count {
                if buffer[at] == 0x20, buffer[at + word.count + 1] == 0x20 {
                    var offset = 0
                    while offset < word.count, buffer[at + 1 + offset] == word[offset] { offset += 1 }
                    if offset == word.count { return true }
                }
                at += 1
            }
            return false
        }
    }
}
