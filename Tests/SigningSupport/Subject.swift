/// Who gets a certificate from the tests' authorities.
struct Subject {
    var name: String
    var subject: String
    var key: String
    var issuer: String
    var from: String
    var until: String
    var digest: String
    var extensions: [String]

    init(
        _ name: String, _ subject: String, key: String, by issuer: String = "middle", from: String = "20200101000000Z",
        until: String = "20450101000000Z", digest: String = "sha256", extensions: [String] = Self.forDocuments
    ) {
        self.name = name
        self.subject = subject
        self.key = key
        self.issuer = issuer
        self.from = from
        self.until = until
        self.digest = digest
        self.extensions = extensions
    }

    static let noAuthority = "basicConstraints=CA:FALSE"
    static let signs = "keyUsage=critical,digitalSignature,nonRepudiation"
    static let forDocuments = [noAuthority, signs, "extendedKeyUsage=emailProtection,clientAuth"]
    static let forAuthorities = [
        "basicConstraints=critical,CA:TRUE", "keyUsage=critical,keyCertSign,cRLSign", "subjectKeyIdentifier=hash",
    ]
    static let stamps = [noAuthority, signs, "extendedKeyUsage=critical,timeStamping"]

    /// A subject with an extended key usage.
    private static func used(_ name: String, _ usage: String) -> Subject {
        Subject(name, "/CN=\(name)", key: "p256", extensions: [noAuthority, signs, "extendedKeyUsage=\(usage)"])
    }

    static let all = [
        Subject("ada", "/O=Sample Bank/CN=Ada Lovelace", key: "rsa"),
        Subject("zoe", "/C=SE/O=Exempel, Bank/CN=Zoë Ångström \\+ \"Söner\"", key: "p256"),
        Subject("grace", "/O=Sample Bank/CN=Grace Hopper", key: "p384"),
        Subject("twin", "/O=Sample Bank/CN=Somebody Else", key: "rsa"),
        Subject("webmaster", "/CN=Webmaster", key: "rsa", by: "web", extensions: [noAuthority, signs]),
        Subject("weak", "/CN=Weak", key: "weak"),
        Subject("expired", "/CN=Expired", key: "rsa", from: "20180101000000Z", until: "20200101000000Z"),
        Subject("early", "/CN=Early", key: "rsa", from: "20410101000000Z"),
        Subject("sha1", "/CN=Old Digest", key: "rsa", digest: "sha1"),
        Subject("plain", "/CN=Plain", key: "rsa", extensions: [noAuthority]),
        Subject("authority", "/CN=Authority", key: "rsa", extensions: ["basicConstraints=CA:TRUE"]),
        Subject("cipher", "/CN=Cipher", key: "rsa", extensions: [noAuthority, "keyUsage=keyEncipherment"]),
        used("server", "serverAuth"), used("code", "codeSigning"), used("client", "clientAuth"),
        used("mail", "emailProtection"), used("document", "1.3.6.1.5.5.7.3.36"), used("adobe", "1.2.840.113583.1.1.5"),
        used("microsoft", "1.3.6.1.4.1.311.10.3.12"), used("any", "anyExtendedKeyUsage"),
        used("mixed", "serverAuth,emailProtection"),
        Subject("tsa", "/O=Sample Clock/CN=Clock", key: "tsa", extensions: stamps),
        Subject(
            "old-tsa", "/O=Sample Clock/CN=Old Clock", key: "tsa", from: "20180101000000Z", until: "20210101000000Z",
            extensions: stamps),
        Subject(
            "loose-tsa", "/CN=Loose Clock", key: "tsa",
            extensions: [noAuthority, signs, "extendedKeyUsage=timeStamping"]),
        Subject("web-tsa", "/CN=Web Clock", key: "tsa", by: "web", extensions: stamps),
        Subject(
            "localhost", "/CN=localhost", key: "p256",
            extensions: [noAuthority, "extendedKeyUsage=serverAuth", "subjectAltName=DNS:localhost"]),
        Subject(
            "elsewhere", "/CN=elsewhere", key: "p256",
            extensions: [noAuthority, "extendedKeyUsage=serverAuth", "subjectAltName=DNS:elsewhere.example"]),
    ]
}
