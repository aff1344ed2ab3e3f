/// What a signature is for.
public enum SignatureStyle: Sendable, Hashable, CaseIterable {
    /// A file of its own beside the content (CAdES, ETSI EN 319 122-1); tells the signing time.
    case cades
    /// A signature within a PDF (PAdES, ETSI EN 319 142-1), where the PDF tells the time and the signature must not.
    case pades
}
