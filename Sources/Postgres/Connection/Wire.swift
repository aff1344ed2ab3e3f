internal import AuditChain
internal import CLibPQ
internal import Dispatch

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// A connection's handle, lent: what waits for the server, asks it to stop, and says what went wrong.
///
/// It does not own the handle: it is used only while its `Connection` lives.
struct Wire {
    let handle: OpaquePointer
    let interruption: Interruption

    func waitForResult() throws(Obstacle) {
        guard PQflush(handle) >= 0 else { throw lost() }
        var pause: Int32 = 1
        while PQisBusy(handle) != 0 {
            try checkInterruption()
            let isCut = PQconsumeInput(handle) != 1
            // The reason may have come before the end.
            guard PQisBusy(handle) != 0 else { return }
            if isCut { throw lost() }
            pause = wait(atMost: pause)
            _ = PQflush(handle)
        }
    }

    /// Waits until the server has sent something or the time is over, and gives the time to wait for next.
    ///
    /// Times grow from 1 to 100 ms: TLS may hold bytes back that the socket knows nothing of.
    func wait(atMost milliseconds: Int32) -> Int32 {
        var descriptor = pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0)
        _ = poll(&descriptor, 1, milliseconds)
        return min(100, milliseconds * 2)
    }

    /// Cancels what the server does and throws, if somebody wants to end.
    func checkInterruption() throws(Obstacle) {
        guard interruption.isSet else { return }
        cancel()
        throw .interrupted
    }

    private struct Cancellation: @unchecked Sendable { var pointer: OpaquePointer? }

    /// Asks the server to end the query, and waits until it has been told: for a person who wants to end at most 0.6 s, but
    /// longer where another query follows, which a late request would hit.
    func cancel(atMost patience: DispatchTimeInterval = .milliseconds(600)) {
        let cancellation = Cancellation(pointer: PQgetCancel(handle))
        let told = DispatchSemaphore(value: 0)
        DispatchQueue(label: "unbroken.cancel").async {
            var complaint = [CChar](repeating: 0, count: 256)
            _ = PQcancel(cancellation.pointer, &complaint, Int32(complaint.count))
            PQfreeCancel(cancellation.pointer)
            told.signal()
        }
        _ = told.wait(timeout: .now() + patience)
    }

    /// What the server says went wrong.
    func trouble(_ result: borrowing QueryResult) -> Obstacle {
        guard let field = PQresultErrorField(result.handle, Int32(UInt8(ascii: "C"))) else { return lost() }
        let state = ServerMessage.plain(field)
        if interruption.isSet, state == "57014" { return .interrupted }
        let kind = ServerMessage.kind(ofState: state)
        let primary = PQresultErrorField(result.handle, Int32(UInt8(ascii: "M")))
        if state == "42501", let primary, String(cString: primary).contains("row-level security") {
            return hiddenRows(
                table: PQresultErrorField(result.handle, Int32(UInt8(ascii: "t"))).map { String(cString: $0) })
        }
        let sentence =
            ServerMessage.mayQuoteRows(state: state)
            ? "the server could not evaluate an expression for a row (SQLSTATE \(state))"
            : "the server says: \(ServerMessage.plain(primary))"
        return Obstacle(kind, sentence, hint: ServerMessage.hint(forState: state, kind: kind), sqlState: state)
    }

    /// Row security would have hidden rows, so nothing was read.
    func hiddenRows(table: String?) -> Obstacle {
        let role = PQuser(handle).map { ServerMessage.plain($0) } ?? "the role"
        let rows = table.map { "rows of \($0)" } ?? "rows of a table that the view or query reads"
        return Obstacle(
            .permission, "row security hides \(rows) from role \(role); nothing was verified",
            hint: "ALTER ROLE \(role) BYPASSRLS, or connect as a role that has it", sqlState: "42501")
    }

    /// The connection is gone, or what came over it is not PostgreSQL's protocol.
    func lost() -> Obstacle {
        let password = PQpass(handle).map { String(cString: $0) } ?? ""
        let message = ServerMessage.plain(PQerrorMessage(handle), without: password)
        let isGone = PQstatus(handle) == CONNECTION_BAD
        return Obstacle(
            isGone ? .unreachable : .damagedStream,
            isGone
                ? "the connection to the server was lost: \(message)"
                : "the server's answer makes no sense: \(message)",
            hint: isGone ? "try again once the server is up" : nil)
    }
}
