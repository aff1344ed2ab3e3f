/// A file that a PDF carries (ISO 32000-1, 7.11.4).
public struct Attachment: Sendable, Hashable {
    /// Its name, its type as in RFC 2046, and what it is.
    public var name: String, type: String, summary: String
    /// What it holds.
    public var bytes: [UInt8]

    /// Every part, as it is named.
    public init(name: String, type: String, summary: String, bytes: [UInt8]) {
        self.name = name
        self.type = type
        self.summary = summary
        self.bytes = bytes
    }
}

/// Where a signature shows, and what it says of itself (ISO 32000-1, 12.8.1).
public struct SignatureField: Sendable, Hashable {
    /// The box on the page, counted from 1, with its origin at the page's top left.
    public var page: Int, box: Box
    /// Who signs, and why.
    public var name: String, reason: String
    /// When, as `2026-01-31T12:00:00Z`.
    public var signedAt: String

    /// Every part, as it is named.
    public init(page: Int, box: Box, name: String, reason: String, signedAt: String) {
        self.page = page
        self.box = box
        self.name = name
        self.reason = reason
        self.signedAt = signedAt
    }
}

/// A PDF with attachments that waits for its signature: a CMS over all of its bytes but those that hold it (PAdES, ETSI EN
/// 319 142-1).
public struct SignablePDF: Sendable {
    private var bytes: [UInt8]
    /// The hexadecimal string that takes the signature, its angle brackets included.
    private let container: Range<Int>

    /// How long a signature may be, in bytes: a chain of certificates and a time stamp with another.
    public static let capacity = 24_576

    /// - Parameters:
    ///   - pdf: a file of cairo's.
    ///   - language: of the text, as in BCP 47.
    public init(
        _ pdf: [UInt8], attachments: [Attachment], field: SignatureField, language: String
    ) throws(PDFTrouble) {
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(of: file)
        var catalog = try Self.catalog(of: file, with: attachments, language: language, in: &update)
        let pages = try file.pages()
        guard let number = file.rootNumber, pages.indices.contains(field.page - 1) else {
            throw PDFTrouble("the page of the signature is not there")
        }
        var page = try file.dictionary(pages[field.page - 1])
        guard let height = page["MediaBox"]?.elements?.last.flatMap(Self.double) else {
            throw PDFTrouble("a page does not say how high it is")
        }
        let value = update.reserve()
        let box = field.box
        let widget = update.add([
            "Type": .name("Annot"), "Subtype": .name("Widget"), "FT": .name("Sig"), "T": .text("Signature"),
            "Rect": .array([
                .number(box.x), .number(height - box.y - box.height), .number(box.x + box.width),
                .number(height - box.y),
            ]),
            "F": .number(132), "P": .reference(pages[field.page - 1]), "V": .reference(value),
        ])
        page["Annots"] = .array((page["Annots"]?.elements ?? []) + [.reference(widget)])
        update.set(pages[field.page - 1], page)
        catalog["AcroForm"] = .dictionary(["Fields": .array([.reference(widget)]), "SigFlags": .number(3)])
        update.set(number, catalog)
        update.set(
            value,
            [
                "Type": .name("Sig"), "Filter": .name("Adobe.PPKLite"), "SubFilter": .name("ETSI.CAdES.detached"),
                "ByteRange": Container.range, "Contents": Container.contents(Self.capacity),
                "M": .text(Self.date(field.signedAt)), "Name": .text(field.name), "Reason": .text(field.reason),
            ])
        (bytes, container) = try Container.placed(in: update.written(), from: pdf.count, capacity: Self.capacity)
    }

    /// A PDF with attachments that nobody signs.
    public static func unsigned(
        _ pdf: [UInt8], attachments: [Attachment], language: String
    ) throws(PDFTrouble) -> [UInt8] {
        let file = try PDFFile(pdf)
        var update = try PDFUpdate(of: file)
        let catalog = try catalog(of: file, with: attachments, language: language, in: &update)
        guard let number = file.rootNumber else { throw PDFTrouble("it has no catalog") }
        update.set(number, catalog)
        return update.written()
    }

    /// What is signed.
    public var signedRanges: [ArraySlice<UInt8>] {
        [bytes[..<container.lowerBound], bytes[container.upperBound...]]
    }

    /// The file with its signature, DER.
    public func signed(by signature: [UInt8]) throws(PDFTrouble) -> [UInt8] {
        try Container.filled(bytes, container, with: signature)
    }

    private static func catalog(
        of file: PDFFile, with attachments: [Attachment], language: String, in update: inout PDFUpdate
    ) throws(PDFTrouble) -> PDFDictionary {
        var catalog = try file.dictionary(file.rootNumber)
        guard catalog["Names"] == nil else { throw PDFTrouble("its catalog has names already") }
        var names: [PDFValue] = []
        var files: [PDFValue] = []
        for attachment in attachments.sorted(by: { $0.name < $1.name }) {
            let stream = update.add(
                [
                    "Type": .name("EmbeddedFile"),
                    "Subtype": .name(attachment.type.replacing("/", with: "#2F")),
                    "Params": .dictionary(["Size": .number(attachment.bytes.count)]),
                ], stream: attachment.bytes)
            let specification = update.add([
                "Type": .name("Filespec"), "F": .text(attachment.name), "UF": .text(attachment.name),
                "Desc": .text(attachment.summary), "AFRelationship": .name("Data"),
                "EF": .dictionary(["F": .reference(stream), "UF": .reference(stream)]),
            ])
            names += [.text(attachment.name), .reference(specification)]
            files.append(.reference(specification))
        }
        catalog["Names"] = .dictionary(["EmbeddedFiles": .dictionary(["Names": .array(names)])])
        catalog["AF"] = .array(files)
        catalog["Lang"] = .text(language)
        return catalog
    }

    private static func double(_ value: PDFValue) -> Double? {
        guard case .plain(let bytes) = value else { return nil }
        return Double(String(decoding: bytes, as: UTF8.self))
    }

    /// `2026-01-31T12:00:00Z` as ISO 32000-1, 7.9.4 writes it.
    private static func date(_ instant: String) -> String {
        "D:\(instant.prefix(19).filter { $0.isNumber })Z"
    }
}

/// The place of a signature in a file.
enum Container {
    /// Numbers that are not known before all is written.
    static let range = PDFValue.plain(Array("[0 0000000000 0000000000 0000000000]".utf8))

    static func contents(_ capacity: Int) -> PDFValue {
        .plain([UInt8(ascii: "<")] + [UInt8](repeating: UInt8(ascii: "0"), count: capacity * 2) + [UInt8(ascii: ">")])
    }

    /// The file with the numbers of what is signed, and where the signature goes.
    static func placed(
        in bytes: [UInt8], from start: Int, capacity: Int
    ) throws(PDFTrouble) -> (bytes: [UInt8], container: Range<Int>) {
        var bytes = bytes
        let mark = Array("/ByteRange [0 0000000000".utf8)
        let opening = Array("/Contents <000000".utf8)
        guard let range = place(of: mark, in: bytes, from: start),
            let contents = place(of: opening, in: bytes, from: range)
        else { throw PDFTrouble("the place of the signature is not there") }
        let first = contents + opening.count - 7
        let container = first..<(first + capacity * 2 + 2)
        guard container.upperBound <= bytes.count, bytes[container.upperBound - 1] == UInt8(ascii: ">") else {
            throw PDFTrouble("the place of the signature is not whole")
        }
        func padded(_ number: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
        }
        let text =
            "[0 \(padded(container.lowerBound)) \(padded(container.upperBound)) \(padded(bytes.count - container.upperBound))]"
        let place = range + "/ByteRange ".utf8.count
        bytes.replaceSubrange(place..<(place + text.utf8.count), with: Array(text.utf8))
        return (bytes, container)
    }

    static func filled(
        _ bytes: [UInt8], _ container: Range<Int>, with signature: [UInt8]
    ) throws(PDFTrouble) -> [UInt8] {
        guard signature.count * 2 <= container.count - 2 else {
            throw PDFTrouble(
                "the signature takes \(signature.count) bytes with its certificates, and there is room for \((container.count - 2) / 2)"
            )
        }
        var bytes = bytes
        let digits = Array("0123456789abcdef".utf8)
        for (index, byte) in signature.enumerated() {
            bytes[container.lowerBound + 1 + index * 2] = digits[Int(byte >> 4)]
            bytes[container.lowerBound + 2 + index * 2] = digits[Int(byte & 15)]
        }
        return bytes
    }

    /// The last one: what comes before may be anything that somebody attached.
    private static func place(of word: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        guard bytes.count - start >= word.count else { return nil }
        return (start...(bytes.count - word.count)).last {
            bytes[$0] == word[0] && bytes[$0..<($0 + word.count)].elementsEqual(word)
        }
    }
}
