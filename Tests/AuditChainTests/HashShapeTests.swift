import AuditChain
import Testing

@Suite("The shape of a hash") struct HashShapeTests {
    private static func text(_ value: String) -> HashValue { HashValue(bytes: Array(value.utf8), isText: true) }

    private static let hex = String(repeating: "3f", count: 32)

    @Test(arguments: [
        hex.uppercased(), String(hex.dropLast()), hex + "0", "sha256:" + hex, String(repeating: "3g", count: 32),
        String(repeating: "z/", count: 32), "", "not a digest", String(repeating: " ", count: 64),
    ])
    func `of hex is no other length, case, prefix or alphabet`(_ other: String) {
        #expect(!Self.text(other).hasShape(of: Self.text(Self.hex)))
    }

    @Test func `of any other digest of the same spelling is the same`() {
        let digits = String(repeating: "7", count: 64)
        for (one, other) in [
            (Self.hex, String(repeating: "e0", count: 32)),
            ("sha256:" + Self.hex, "sha256:" + String(Self.hex.reversed())),
            (Self.hex, digits), (digits, Self.hex), (Self.hex.uppercased(), digits), ("Zm9v", "YmFy"), ("Zm-v", "YmF_"),
        ] {
            #expect(Self.text(one).hasShape(of: Self.text(other)))
        }
    }

    @Test func `of bytes is their length`() {
        let model = HashValue(bytes: Array(repeating: 1, count: 32), isText: false)
        #expect(HashValue(bytes: Array(repeating: 0xFF, count: 32), isText: false).hasShape(of: model))
        #expect(!HashValue(bytes: Array(repeating: 1, count: 31), isText: false).hasShape(of: model))
        #expect(!HashValue(bytes: [], isText: false).hasShape(of: model))
    }

    @Test func `differs where the prefix names another function`() {
        #expect(!Self.text("sha1:aa").hasShape(of: Self.text("sha2:aa")))
        #expect(!Self.text("SHA2:aa").hasShape(of: Self.text("sha2:aa")))
    }

    @Test func `is the same in base64 for URLs, whether its two signs occur or not`() {
        let plain = Self.text(
            "47DEQpj8HBSa/TImW+5JCeuQeRkm5NMpJWZG3hSuFU".replacing("/", with: "x").replacing("+", with: "y"))
        let url = Self.text("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU".dropLast().description)
        let base64 = Self.text("47DEQpj8HBSa/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")
        #expect(plain.hasShape(of: url) && url.hasShape(of: plain))
        #expect(plain.hasShape(of: base64) && base64.hasShape(of: plain))
        #expect(!url.hasShape(of: base64))
    }
}
