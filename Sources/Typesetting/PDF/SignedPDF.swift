/// A PDF with signatures, as far as its structure tells; whether they hold is for others to say.
///
/// Only files that were made here are read: one signature, then document time stamps that were appended here, each over all
/// of the bytes before it.
public struct SignedPDF: Sendable {
    /// The signature: DER as it stands in its container, and the bytes that it covers.
    public var signature: Part
    /// The time stamps that were appended, from the oldest on.
    public var stamps: [Part]
    /// The files that it carries.
    public var attachments: [Attachment]
    private let name: PDFValue?

    /// A signature or a document time stamp.
    public struct Part: Sendable {
        /// DER, without what fills the container.
        public var der: [UInt8]
        /// What it covers.
        public var ranges: [ArraySlice<UInt8>]
    }

    /// Renewed each year, a report has a hundred after a century.
    private static let mostSignatures = 100

    /// A report carries its facts and its breaks.
    private static let mostAttachments = 2

    /// - Parameter length: how long the DER is that some bytes begin with; `nil`: they begin with none.
    /// - Throws: where anything is there that was not made here.
    public init(_ bytes: [UInt8], length: ([UInt8]) -> Int?) throws(PDFTrouble) {
        var file = try PDFFile(bytes)
        var stamps: [Part] = []
        while true {
            let fields = try Self.fields(of: file)
            guard let last = fields.last else { throw PDFTrouble("it has no signature") }
            let (part, container) = try Self.part(last, in: file, length: length)
            if fields.count == 1 {
                guard try file.dictionary(last)["SubFilter"]?.name == "ETSI.CAdES.detached" else {
                    throw PDFTrouble("its signature is of another kind than those that are made here")
                }
                signature = part
                name = try file.dictionary(last)["Name"]
                break
            }
            let before = try Self.revision(before: file)
            // What was appended must be what is appended here, byte for byte.
            let own = try RenewablePDF(before, capacity: (container.count - 2) / 2)
            guard try own.signed(by: part.der) == file.bytes else {
                throw PDFTrouble("something other than a time stamp was appended to it")
            }
            stamps.insert(part, at: 0)
            file = try PDFFile(before)
        }
        self.stamps = stamps
        attachments = try Self.attachments(of: file)
    }

    /// Whether the signature says that it is this one's.
    public func isNamed(_ name: String) -> Bool { self.name == .text(name) }

    /// The objects of signature dictionaries, in the order of their fields.
    private static func fields(of file: PDFFile) throws(PDFTrouble) -> [Int] {
        let catalog = try file.dictionary(file.rootNumber)
        guard let form = catalog["AcroForm"]?.entries, let fields = form["Fields"]?.elements else { return [] }
        guard fields.count <= mostSignatures else { throw PDFTrouble("it has more signatures than any report") }
        var values: [Int] = []
        for field in fields {
            guard let value = try file.dictionary(field.object)["V"]?.object else {
                throw PDFTrouble("one of its signatures is not there")
            }
            values.append(value)
        }
        return values
    }

    private static func part(
        _ number: Int, in file: PDFFile, length: ([UInt8]) -> Int?
    ) throws(PDFTrouble) -> (Part, Range<Int>) {
        let dictionary = try file.dictionary(number)
        guard case .hex(let container)? = dictionary["Contents"], let range = dictionary["ByteRange"]?.elements,
            range.compactMap(\.integer) == [
                0, container.lowerBound, container.upperBound, file.bytes.count - container.upperBound,
            ], range.count == 4
        else { throw PDFTrouble("its signature does not cover all of it") }
        var bytes: [UInt8] = []
        let digits = file.bytes[(container.lowerBound + 1)..<(container.upperBound - 1)]
        guard digits.count % 2 == 0 else { throw PDFTrouble("its signature's container is damaged") }
        bytes.reserveCapacity(digits.count / 2)
        var index = digits.startIndex
        while index < digits.endIndex {
            // In the one spelling that is written here: another is another file.
            guard let high = value(digits[index]), let low = value(digits[index + 1]) else {
                throw PDFTrouble("its signature's container is damaged")
            }
            bytes.append(high << 4 | low)
            index += 2
        }
        guard let length = length(bytes), length <= bytes.count, bytes[length...].allSatisfy({ $0 == 0 }) else {
            throw PDFTrouble("its signature's container is damaged")
        }
        let part = Part(
            der: Array(bytes[..<length]),
            ranges: [file.bytes[..<container.lowerBound], file.bytes[container.upperBound...]])
        return (part, container)
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }

    /// The file as it was before its last update: up to the end mark that stands before the first of its objects.
    private static func revision(before file: PDFFile) throws(PDFTrouble) -> [UInt8] {
        guard let previous = file.trailer["Prev"]?.integer else { throw PDFTrouble("it has no older revision") }
        var parser = PDFParser(file.bytes, at: previous)
        guard parser.skip("xref") else { throw PDFTrouble("its older revision is damaged") }
        let mark = Array("\n%%EOF\n".utf8)
        var index = previous
        while index + mark.count <= file.bytes.count {
            if file.bytes[index] == 10, file.bytes[index..<(index + mark.count)].elementsEqual(mark) {
                return Array(file.bytes[..<(index + mark.count)])
            }
            index += 1
        }
        throw PDFTrouble("its older revision never ends")
    }

    /// The files that a PDF carries.
    static func attachments(of file: PDFFile) throws(PDFTrouble) -> [Attachment] {
        let catalog = try file.dictionary(file.rootNumber)
        guard let names = catalog["Names"]?.entries?["EmbeddedFiles"]?.entries?["Names"]?.elements else { return [] }
        guard names.count <= 2 * mostAttachments else { throw PDFTrouble("it carries more files than any report") }
        var attachments: [Attachment] = []
        for value in names {
            guard let number = value.object else { continue }
            let specification = try file.dictionary(number)
            guard let files = specification["EF"]?.entries, let stream = files["F"]?.object else {
                throw PDFTrouble("a file that it carries is not there")
            }
            // Other programs may take the other of the two.
            guard files["UF"] == nil || files["UF"]?.object == stream else {
                throw PDFTrouble("a file that it carries is two files")
            }
            let name = text(specification["F"])
            guard !attachments.contains(where: { $0.name == name }) else {
                throw PDFTrouble("it carries two files of the name \(name)")
            }
            attachments.append(
                Attachment(
                    name: name,
                    type: (try file.dictionary(stream)["Subtype"]?.name ?? "").replacing("#2F", with: "/"),
                    summary: text(specification["Desc"]), bytes: Array(try file.stream(stream))))
        }
        return attachments
    }

    /// The attachments of a PDF that nobody signed.
    public static func attachments(of bytes: [UInt8]) throws(PDFTrouble) -> [Attachment] {
        try attachments(of: try PDFFile(bytes))
    }

    /// A string that was written in ASCII.
    private static func text(_ value: PDFValue?) -> String {
        guard case .plain(let bytes)? = value, bytes.count >= 2 else { return "" }
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
    }
}
