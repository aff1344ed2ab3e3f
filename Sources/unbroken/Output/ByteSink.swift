import AuditChain

/// Where bytes go.
protocol ByteSink: AnyObject {
    func append(_ bytes: [UInt8]) throws(Obstacle)
}

/// The standard output as a place for rows.
final class OutputSink: ByteSink {
    func append(_ bytes: [UInt8]) throws(Obstacle) { try StandardOutput.write(bytes) }
}
