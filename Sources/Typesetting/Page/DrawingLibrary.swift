internal import CDrawing

/// Cairo and pango, which are opened when the first document is drawn.
public enum DrawingLibrary {
    nonisolated(unsafe) private static let opened: Result<UnsafePointer<drawing_functions>, Trouble> = {
        var trouble: UnsafePointer<CChar>?
        guard let functions = drawing_functions_open(&trouble) else {
            return .failure(Trouble(sentence: trouble.map { String(cString: $0) } ?? "no reason was given"))
        }
        return .success(functions)
    }()

    /// Whether documents can be drawn here, asked before long work that would end in one.
    public static func require() throws(Trouble) { _ = try functions() }

    static func functions() throws(Trouble) -> UnsafePointer<drawing_functions> { try opened.get() }

    /// Why documents can't be drawn here.
    public struct Trouble: Error, Sendable, Hashable {
        /// What the system's loader says.
        public var sentence: String
    }
}
