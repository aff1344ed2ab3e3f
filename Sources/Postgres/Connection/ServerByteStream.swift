internal import AuditChain
internal import BasicContainers
internal import CLibPQ
internal import Dispatch
internal import Rows

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

/// The bytes of a COPY that the server has begun to send.
///
/// Its end is given only after the server has said that the command succeeded.
struct ServerByteStream: ByteStream, ~Copyable {
    private let wire: Wire
    private var hasEnded = false
    /// How many bytes came since the server was last listened to, and how often it was.
    private var heard = 0
    private var turns = 0
    /// Whether the connection is gone. What came before is read all the same: it may end with the server's reason.
    private var isCut = false

    /// Reads from a connection that nothing else uses meanwhile.
    init(_ wire: Wire) { self.wire = wire }

    mutating func read(into buffer: inout UniqueArray<UInt8>) throws(Obstacle) -> Int {
        var pause: Int32 = 1
        var isFirst = true
        while !hasEnded {
            try wire.checkInterruption()
            let (count, isOver) = drain(into: &buffer)
            if count > 0 {
                heard += count
                return count
            }
            if isOver {
                try finish()
                break
            }
            if isCut { throw wire.lost() }
            if !isFirst {
                pause = wire.wait(atMost: pause)
            } else if turns > 0, heard < Self.plenty {
                usleep(Self.lull)
            }
            isFirst = false
            listen()
        }
        return 0
    }

    /// A server that is no faster than we are would wake us for every 8 KiB that it sends; a short sleep lets them gather.
    /// Microseconds: in a millisecond it would fill the socket's buffer, and wait for us.
    private static let lull: UInt32 = 250
    /// After so many bytes at once the server is the faster one, and nothing is slept.
    private static let plenty = 65_536

    private mutating func listen() {
        // libpq's buffer grows where it is full: the first turns make room for what gathers.
        for _ in 0..<(turns < 8 ? 4 : 1) where !isCut { isCut = PQconsumeInput(wire.handle) != 1 }
        turns += 1
        heard = 0
    }

    /// Ends a COPY that nobody wants to hear to its end.
    ///
    /// The transaction has failed then, up to the last savepoint.
    mutating func abandon() throws(Obstacle) {
        guard !hasEnded else { return }
        hasEnded = true
        wire.cancel(atMost: .seconds(10))
        var rest = UniqueArray<UInt8>()
        var pause: Int32 = 1
        while true {
            try wire.checkInterruption()
            rest.removeAll(keepingCapacity: true)
            let (count, isOver) = drain(into: &rest)
            if isOver { break }
            if count == 0 { pause = wire.wait(atMost: pause) }
            guard PQconsumeInput(wire.handle) == 1 else { throw wire.lost() }
        }
        while true {
            try wire.waitForResult()
            guard let result = PQgetResult(wire.handle) else { return }
            let status = PQresultStatus(result)
            PQclear(result)
            guard status != PGRES_COPY_OUT else { throw wire.lost() }
        }
    }

    /// What libpq has already: how many bytes, and whether the COPY is over.
    ///
    /// `PQgetlineAsync` gives a message piece by piece, 0 where the next is not all there, -1 at the end.
    private func drain(into buffer: inout UniqueArray<UInt8>) -> (count: Int, isOver: Bool) {
        let piece = 65_536
        var total = 0
        var isOver = false
        buffer.append(addingCount: piece) { output in
            output.withUnsafeMutableBufferPointer { space, used in
                guard let base = space.baseAddress else { return }
                let bytes = UnsafeMutableRawPointer(base).assumingMemoryBound(to: CChar.self)
                while total < space.count {
                    let count = Int(PQgetlineAsync(wire.handle, bytes + total, Int32(space.count - total)))
                    isOver = count < 0
                    guard count > 0 else { break }
                    total += count
                }
                used += total
            }
        }
        // What came before the end is given first; the end will be said again.
        return (total, isOver && total == 0)
    }

    /// The trailer of the data is not the end: the server may have an error to tell still.
    private mutating func finish() throws(Obstacle) {
        var isComplete = false
        while true {
            try wire.waitForResult()
            guard let handle = PQgetResult(wire.handle) else { break }
            let result = QueryResult(adopting: handle)
            guard PQresultStatus(result.handle) == PGRES_COMMAND_OK else {
                throw PQresultStatus(result.handle) == PGRES_COPY_OUT ? wire.lost() : wire.trouble(result)
            }
            isComplete = true
        }
        guard isComplete else { throw wire.lost() }
        hasEnded = true
    }
}
