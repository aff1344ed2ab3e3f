internal import COpenSSL
internal import Glibc

/// A connection over TCP, in a BIO that does not block.
final class Connection {
    private let handle: Owned<OpaquePointer>
    var pointer: OpaquePointer { handle.pointer }

    private init(_ handle: consuming Owned<OpaquePointer>) { self.handle = handle }

    /// Connects to a host. `nil` where the environment names a proxy for it: the way to that OpenSSL finds by itself.
    ///
    /// OpenSSL could connect to the host too, but tries again and again until the time is over where nobody listens.
    ///
    /// - Parameter limit: when to give up, as `time(2)` counts.
    static func open(_ address: WebAddress, until limit: Int) throws(SigningTrouble) -> Connection? {
        guard OSSL_HTTP_adapt_proxy(nil, nil, address.host, address.isSecure ? 1 : 0) == nil else { return nil }
        let connection = try Owned(BIO_new_connect("\(address.host):\(address.port)"), BIO_free_all)
        BIO_ctrl(connection.pointer, BIO_C_SET_NBIO, 1, nil)
        while BIO_ctrl(connection.pointer, BIO_C_DO_STATE_MACHINE, 0, nil) <= 0 {
            guard BIO_test_flags(connection.pointer, BIO_FLAGS_SHOULD_RETRY) != 0 else {
                let cause = ErrorQueue.cause(of: ErrorQueue.drain()) ?? "no connection"
                throw SigningTrouble(.unreachable, "\(address.text) gave no answer: \(cause)")
            }
            guard time(nil) < limit, BIO_wait(connection.pointer, limit, 50) == 1 else {
                ErrorQueue.clear()
                throw SigningTrouble(.unreachable, "\(address.text) could not be connected to in time")
            }
        }
        ErrorQueue.clear()
        return Connection(connection)
    }
}
