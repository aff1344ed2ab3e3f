/// A signed PDF that waits for a document time stamp over all of it (PAdES B-LTA, ETSI EN 319 142-1, 5.4.3).
public struct RenewablePDF: Sendable {
    private let bytes: [UInt8]
    private let container: Range<Int>

    /// How long a time stamp may be, in bytes.
    public static let capacity = 12_288

    /// - Parameter capacity: how much room the time stamp gets, in bytes.
    public init(_ pdf: [UInt8], capacity: Int = Self.capacity) throws(PDFTrouble) {
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(of: file)
        var catalog = try file.dictionary(file.rootNumber)
        guard let root = file.rootNumber, var form = catalog["AcroForm"]?.entries,
            let fields = form["Fields"]?.elements, let first = try file.pages().first
        else { throw PDFTrouble("it has no signature") }
        var page = try file.dictionary(first)
        let value = update.reserve()
        let widget = update.add([
            "Type": .name("Annot"), "Subtype": .name("Widget"), "FT": .name("Sig"),
            "T": .text("TimeStamp\(fields.count)"), "Rect": .array([.number(0), .number(0), .number(0), .number(0)]),
            "F": .number(132), "P": .reference(first), "V": .reference(value),
        ])
        page["Annots"] = .array((page["Annots"]?.elements ?? []) + [.reference(widget)])
        form["Fields"] = .array(fields + [.reference(widget)])
        catalog["AcroForm"] = .dictionary(form)
        update.set(first, page)
        update.set(root, catalog)
        update.set(
            value,
            [
                "Type": .name("DocTimeStamp"), "Filter": .name("Adobe.PPKLite"), "SubFilter": .name("ETSI.RFC3161"),
                "ByteRange": Container.range, "Contents": Container.contents(capacity),
            ])
        (bytes, container) = try Container.placed(in: update.written(), from: pdf.count, capacity: capacity)
    }

    /// What is stamped.
    public var signedRanges: [ArraySlice<UInt8>] {
        [bytes[..<container.lowerBound], bytes[container.upperBound...]]
    }

    /// The file with a time stamp token, DER.
    public func signed(by token: [UInt8]) throws(PDFTrouble) -> [UInt8] {
        try Container.filled(bytes, container, with: token)
    }
}
