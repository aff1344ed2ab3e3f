/// Why a PDF can't be read or written on.
public struct PDFTrouble: Error, Sendable, Hashable {
    /// Plain English, without a full stop.
    public var sentence: String

    /// Trouble in these words.
    public init(_ sentence: String) { self.sentence = sentence }
}
