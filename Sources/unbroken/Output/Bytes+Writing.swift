import AuditChain
import Evidence
import Foundation
import Glibc

/// Writes to file descriptors, of which every failure is told.
enum Descriptor {
    /// Writes all of the text; gives the error number of a write that failed.
    static func write(_ text: String, to descriptor: Int32) -> Int32? {
        var text = text
        return text.withUTF8 { write($0, to: descriptor) }
    }

    /// Writes all of the bytes, likewise.
    static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        bytes.withUnsafeBufferPointer { write($0, to: descriptor) }
    }

    private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32? {
        var written = 0
        while written < bytes.count {
            let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
            if count > 0 {
                written += count
            } else if errno != EINTR {
                return errno
            }
        }
        return nil
    }

    /// What an error number means, in lower case.
    static func reason(_ number: Int32) -> String {
        let text = String(cString: strerror(number))
        return text.prefix(1).lowercased() + text.dropFirst()
    }
}

/// The standard output.
enum StandardOutput {
    static func write(_ text: String) throws(Obstacle) { try check(Descriptor.write(text, to: STDOUT_FILENO)) }

    static func write(_ bytes: [UInt8]) throws(Obstacle) { try check(Descriptor.write(bytes, to: STDOUT_FILENO)) }

    private static func check(_ error: Int32?) throws(Obstacle) {
        guard let error else { return }
        throw Obstacle(.fileTrouble, "the output could not be written: \(Descriptor.reason(error))")
    }
}

/// The standard error, whose own failures nobody could be told.
enum StandardError {
    static func write(_ text: String) {
        _ = Descriptor.write(text, to: STDERR_FILENO)
    }

    /// Tells what kept a command from its work.
    static func complain(_ obstacle: Obstacle) {
        write("unbroken: " + Printable.safe(obstacle.sentence) + "\n")
        if let hint = obstacle.advice { write("hint: " + Printable.safe(hint) + "\n") }
    }
}
