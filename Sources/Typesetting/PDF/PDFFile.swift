/// A PDF with tables of cross-references (ISO 32000-1, 7.5.4), as those that are made here have.
struct PDFFile {
    let bytes: [UInt8]
    /// Where each object begins.
    private(set) var offsets: [Int: Int] = [:]
    private(set) var trailer = PDFDictionary()
    /// Where the newest table begins.
    let tableOffset: Int

    /// One, and one for each signature or time stamp.
    private static let mostTables = 110

    init(_ bytes: [UInt8]) throws(PDFTrouble) {
        self.bytes = bytes
        guard bytes.starts(with: Array("%PDF-1.".utf8)) else { throw PDFTrouble("it does not begin as a PDF does") }
        let ending = Array("%%EOF\n".utf8)
        guard bytes.suffix(ending.count).elementsEqual(ending) else {
            throw PDFTrouble("it does not end as a PDF does")
        }
        // startxref, a line break, the number, a line break, %%EOF
        var line = bytes.count - ending.count - 1
        while line > 0, bytes[line - 1] != 10 { line -= 1 }
        let number = String(decoding: bytes[line..<(bytes.count - ending.count - 1)], as: UTF8.self)
        guard let start = Int(number), start > 0, start < bytes.count,
            bytes[..<line].suffix(10).elementsEqual(Array("startxref\n".utf8))
        else { throw PDFTrouble("it does not say where its table of objects is") }
        tableOffset = start
        var next: Int? = start
        var seen: Set<Int> = []
        while let offset = next {
            guard seen.insert(offset).inserted else { throw PDFTrouble("its tables of objects run in a circle") }
            guard seen.count <= Self.mostTables else {
                throw PDFTrouble("it has more tables of objects than any report")
            }
            let older = try readTable(at: offset)
            // Another table of the same file, which readers differ about (7.5.8.4); none of ours has one.
            guard older["XRefStm"] == nil else { throw PDFTrouble("it has a second table of objects") }
            if offset == start { trailer = older }
            next = older["Prev"]?.integer
        }
    }

    private mutating func readTable(at offset: Int) throws(PDFTrouble) -> PDFDictionary {
        guard offset >= 0, offset < bytes.count else { throw PDFTrouble("a table of objects lies outside of it") }
        var parser = PDFParser(bytes, at: offset)
        guard parser.skip("xref") else { throw PDFTrouble("there is no table of objects at byte \(offset)") }
        while !parser.skip("trailer") {
            guard let first = parser.integer(), let count = parser.integer(), first >= 0,
                (0...10_000_000).contains(count)
            else { throw PDFTrouble("the table of objects at byte \(offset) is damaged") }
            for number in first..<(first + count) {
                guard let place = parser.integer(), parser.integer() != nil else {
                    throw PDFTrouble("the table of objects at byte \(offset) is damaged")
                }
                if parser.skip("n") {
                    if offsets[number] == nil { offsets[number] = place }
                } else if !parser.skip("f") {
                    throw PDFTrouble("the table of objects at byte \(offset) is damaged")
                }
            }
        }
        guard case .dictionary(let dictionary) = try parser.value() else {
            throw PDFTrouble("the table of objects at byte \(offset) has no trailer")
        }
        return dictionary
    }

    /// An object's value, and where what follows it begins.
    func object(_ number: Int) throws(PDFTrouble) -> (value: PDFValue, end: Int) {
        guard let offset = offsets[number], offset > 0, offset < bytes.count else {
            throw PDFTrouble("object \(number) is not there")
        }
        var parser = PDFParser(bytes, at: offset)
        guard parser.integer() == number, parser.integer() == 0, parser.skip("obj") else {
            throw PDFTrouble("object \(number) is not where it should be")
        }
        let value = try parser.value()
        return (value, parser.position)
    }

    /// The dictionary that an object is.
    func dictionary(_ number: Int?) throws(PDFTrouble) -> PDFDictionary {
        guard let number, case .dictionary(let dictionary) = try object(number).value else {
            throw PDFTrouble("object \(number.map(String.init) ?? "") is no dictionary")
        }
        return dictionary
    }

    /// What a stream without filters holds.
    func stream(_ number: Int) throws(PDFTrouble) -> ArraySlice<UInt8> {
        let (value, end) = try object(number)
        guard let dictionary = value.entries, dictionary["Filter"] == nil,
            let length = dictionary["Length"]?.integer, length >= 0
        else { throw PDFTrouble("object \(number) is no plain stream") }
        var parser = PDFParser(bytes, at: end)
        guard parser.skip("stream\n"), length <= bytes.count - parser.position else {
            throw PDFTrouble("the stream of object \(number) is cut off")
        }
        return bytes[parser.position..<(parser.position + length)]
    }

    var rootNumber: Int? { trailer["Root"]?.object }

    /// The objects of the pages, first to last.
    func pages() throws(PDFTrouble) -> [Int] {
        var pages: [Int] = []
        var known: Set<Int> = []
        func collect(_ number: Int?, depth: Int) throws(PDFTrouble) {
            guard let number, known.insert(number).inserted, known.count <= 100_000 else {
                throw PDFTrouble("its pages are no tree")
            }
            let node = try dictionary(number)
            guard let kids = node["Kids"]?.elements else {
                pages.append(number)
                return
            }
            guard depth < 8 else { throw PDFTrouble("its pages lie too deep") }
            for kid in kids { try collect(kid.object, depth: depth + 1) }
        }
        try collect(try dictionary(rootNumber)["Pages"]?.object, depth: 0)
        return pages
    }
}
