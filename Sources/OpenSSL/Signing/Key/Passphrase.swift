internal import COpenSSL

/// A passphrase that is asked for when it is first needed, and wiped afterwards.
final class Passphrase {
    /// OpenSSL's `pem_password_cb *`, which Swift imports without its pointer.
    typealias Callback =
        @convention(c) (UnsafeMutablePointer<CChar>?, Int32, Int32, UnsafeMutableRawPointer?) -> Int32

    private let ask: () throws(SigningTrouble) -> [UInt8]?
    private var bytes: [UInt8]?
    /// Why there is none, once somebody wanted it.
    private(set) var trouble: SigningTrouble?
    /// Whether it was given.
    var wasUsed: Bool { bytes != nil }

    init(_ ask: @escaping () throws(SigningTrouble) -> [UInt8]?) { self.ask = ask }

    deinit { bytes?.cleanse() }

    /// Lends the passphrase, asking for it the first time; `nil` if there is none.
    func lend<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result? {
        if bytes == nil, trouble == nil {
            do throws(SigningTrouble) {
                bytes = try ask()
                if bytes == nil {
                    trouble = SigningTrouble(.passphraseNeeded, "the key is encrypted, and no passphrase was given")
                }
            } catch { trouble = error }
        }
        return bytes?.withUnsafeBufferPointer(body)
    }

    /// OpenSSL's way of asking: it hands on the pointer of `context`.
    static var callback: Callback {
        { buffer, size, _, context in
            guard let buffer, let context else { return -1 }
            let passphrase = Unmanaged<Passphrase>.fromOpaque(context).takeUnretainedValue()
            let count = passphrase.lend { bytes -> Int32 in
                // OpenSSL's buffer has 1024 bytes; half a passphrase would only be a wrong one.
                guard let start = bytes.baseAddress, bytes.count <= Int(size) else { return bytes.isEmpty ? 0 : -1 }
                UnsafeMutableRawPointer(buffer).copyMemory(from: start, byteCount: bytes.count)
                return Int32(bytes.count)
            }
            return count ?? -1
        }
    }

    /// What the callback finds this passphrase by; valid as long as it.
    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }
}

extension [UInt8] {
    /// Overwrites secret bytes, in a way that the compiler does not leave out, and empties the array.
    public mutating func cleanse() {
        withUnsafeMutableBytes { OPENSSL_cleanse($0.baseAddress, $0.count) }
        removeAll()
    }
}
