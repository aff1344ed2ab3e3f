internal import COpenSSL

/// Owns one thing of OpenSSL's, and frees it at the end.
struct Owned<Pointer>: ~Copyable {
    let pointer: Pointer
    private let free: (Pointer?) -> Void

    /// Takes over what OpenSSL made; that it could not make it is trouble.
    init(_ pointer: Pointer?, _ free: @escaping (Pointer?) -> Void) throws(SigningTrouble) {
        guard let pointer else {
            throw ErrorQueue.trouble(.internalError, "OpenSSL could not make what it was asked for")
        }
        self.pointer = pointer
        self.free = free
    }

    /// Takes over what a function of OpenSSL reads from bytes; it must read them all.
    init(
        decoding bytes: [UInt8], _ free: @escaping (Pointer?) -> Void, or trouble: @autoclosure () -> SigningTrouble,
        by read: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Pointer?
    ) throws(SigningTrouble) {
        var rest = 0
        let made = bytes.withUnsafeBufferPointer { buffer -> Pointer? in
            var place = buffer.baseAddress
            let made = read(&place, buffer.count)
            if let place, let start = buffer.baseAddress { rest = buffer.count - (place - start) }
            return made
        }
        guard let made else {
            ErrorQueue.clear()
            throw trouble()
        }
        guard rest == 0 else {
            free(made)
            throw trouble()
        }
        pointer = made
        self.free = free
    }

    deinit { free(pointer) }
}

extension Owned where Pointer == OpaquePointer {
    /// Memory to write to, and to read what was written.
    static func memory() throws(SigningTrouble) -> Owned { try Owned(BIO_new(BIO_s_mem()), BIO_free_all) }

    /// Memory that holds a copy of some bytes to be read; it is wiped when freed.
    static func memory(_ bytes: [UInt8]) throws(SigningTrouble) -> Owned {
        let memory = try memory()
        try memory.write(bytes[...])
        return memory
    }

    /// Writes to a BIO.
    func write(_ bytes: ArraySlice<UInt8>) throws(SigningTrouble) {
        var rest = bytes
        while !rest.isEmpty {
            // BIO_write counts in Int32.
            let written = rest.prefix(1 << 30).withUnsafeBytes { BIO_write(pointer, $0.baseAddress, Int32($0.count)) }
            guard written > 0 else { throw ErrorQueue.trouble(.internalError, "OpenSSL could not take in the content") }
            rest = rest.dropFirst(Int(written))
        }
    }

    /// What was written to memory.
    var written: [UInt8] {
        var start: UnsafeMutablePointer<CChar>?
        let count = unbroken_BIO_get_mem_data(pointer, &start)
        guard let start, count > 0 else { return [] }
        return [UInt8](UnsafeRawBufferPointer(start: start, count: count))
    }
}
