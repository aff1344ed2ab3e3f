import Foundation
import Glibc

/// The terminal that the tool runs in, if any.
enum Terminal {
    private static var isDumb: Bool { ProcessInfo.processInfo.environment["TERM"] == "dumb" }

    /// Whether the standard output shows colours, and the person wants them (no-color.org).
    static var showsColor: Bool {
        let isRefused = ProcessInfo.processInfo.environment["NO_COLOR"].map { !$0.isEmpty } ?? false
        return isatty(STDOUT_FILENO) == 1 && !isRefused && !isDumb
    }

    /// Whether the standard error shows a line that is written over and over.
    static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 && !isDumb }

    /// Characters a line; no more than can be read with ease.
    static var width: Int {
        var size = winsize()
        let isKnown = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let columns = isKnown ? Int(size.ws_col) : ProcessInfo.processInfo.environment["COLUMNS"].flatMap { Int($0) }
        return min(columns ?? 80, 120)
    }

    /// Asks for something that is not shown while it is typed; `nil` where nobody sits at a terminal.
    static func secret(prompt: String) -> [UInt8]? {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC)
        guard terminal >= 0 else { return nil }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { return nil }
        var silent = before
        silent.c_lflag &= ~tcflag_t(ECHO)
        guard tcsetattr(terminal, TCSAFLUSH, &silent) == 0 else { return nil }
        defer { tcsetattr(terminal, TCSAFLUSH, &before) }
        _ = Descriptor.write(prompt, to: terminal)
        var bytes: [UInt8] = []
        var byte: UInt8 = 0
        while read(terminal, &byte, 1) == 1, byte != 10, bytes.count < 4096 { bytes.append(byte) }
        _ = Descriptor.write("\n", to: terminal)
        return bytes
    }
}
