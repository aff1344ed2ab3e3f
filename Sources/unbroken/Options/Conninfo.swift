import Foundation

/// Connection strings as libpq reads them (PostgreSQL manual, "Connection Strings").
enum Conninfo {
    /// Whether a connection string holds a password, in either of its two forms. Where it can't be read, anything
    /// that looks like a password counts as one: libpq's own complaint could repeat it.
    static func holdsPassword(_ conninfo: String) -> Bool {
        for scheme in ["postgresql://", "postgres://"] where conninfo.hasPrefix(scheme) {
            return uriHoldsPassword(conninfo.dropFirst(scheme.count))
        }
        return keywords(of: conninfo).contains(where: isPassword)
    }

    private static func isPassword(_ keyword: String) -> Bool {
        ["password", "sslpassword"].contains(keyword.lowercased())
    }

    private static func uriHoldsPassword(_ rest: Substring) -> Bool {
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        // A password with an unescaped slash or question mark reaches past that; libpq refuses it, we don't print it.
        if let user = (rest.contains("@") ? rest : authority).split(separator: "@", omittingEmptySubsequences: false)
            .first,
            rest.contains("@"), let colon = user.firstIndex(of: ":"), user.index(after: colon) < user.endIndex
        {
            return true
        }
        guard let mark = rest.firstIndex(of: "?") else { return false }
        return rest[rest.index(after: mark)...].split(separator: "&").contains { parameter in
            let key = String(parameter.prefix { $0 != "=" })
            return isPassword(key.removingPercentEncoding ?? key)
        }
    }

    /// The keywords of `key = value key='it''s'`.
    private static func keywords(of conninfo: String) -> [String] {
        var keywords: [String] = []
        var rest = Substring(conninfo)
        while true {
            rest = rest.drop { $0.isWhitespace }
            guard !rest.isEmpty else { return keywords }
            let keyword = rest.prefix { $0 != "=" && !$0.isWhitespace }
            keywords.append(String(keyword))
            rest = rest.dropFirst(keyword.count).drop { $0.isWhitespace }
            guard rest.first == "=" else { continue }
            rest = rest.dropFirst().drop { $0.isWhitespace }
            skipValue(&rest)
        }
    }

    private static func skipValue(_ rest: inout Substring) {
        let isQuoted = rest.first == "'"
        if isQuoted { rest = rest.dropFirst() }
        while let character = rest.first {
            rest = rest.dropFirst()
            if character == "\\" {
                rest = rest.dropFirst()
            } else if isQuoted ? character == "'" : character.isWhitespace {
                return
            }
        }
    }
}
