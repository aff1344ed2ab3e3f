/// Objects that are appended to a PDF, whose bytes stay as they are (ISO 32000-1, 7.5.6).
struct PDFUpdate {
    private let file: PDFFile
    private var next: Int
    private var objects: [(number: Int, value: PDFValue, stream: [UInt8]?)] = []

    /// The entries of a trailer that a new one repeats (ISO 32000-1, 7.5.5).
    private static let kept: Set = ["Size", "Prev", "Root", "ID", "Info"]

    /// More than any report has.
    private static let mostObjects = 10_000_000

    init(of file: PDFFile) throws(PDFTrouble) {
        self.file = file
        guard let size = file.trailer["Size"]?.integer, (1...PDFUpdate.mostObjects).contains(size) else {
            throw PDFTrouble("it does not say how many objects it has, or too many")
        }
        next = size
    }

    /// A number for an object that is yet to be set.
    mutating func reserve() -> Int {
        next += 1
        return next - 1
    }

    mutating func set(_ number: Int, _ value: PDFDictionary) {
        objects.removeAll { $0.number == number }
        objects.append((number, .dictionary(value), nil))
    }

    mutating func add(_ value: PDFDictionary) -> Int {
        let number = reserve()
        set(number, value)
        return number
    }

    mutating func add(_ value: PDFDictionary, stream: [UInt8]) -> Int {
        let number = reserve()
        var value = value
        value["Length"] = .number(stream.count)
        objects.append((number, .dictionary(value), stream))
        return number
    }

    /// The file with what was appended.
    func written() -> [UInt8] {
        var bytes = file.bytes
        var places: [Int: Int] = [:]
        for object in objects {
            places[object.number] = bytes.count
            bytes += Array("\(object.number) 0 obj\n".utf8)
            object.value.write(to: &bytes)
            if let stream = object.stream {
                bytes += Array("\nstream\n".utf8)
                bytes += stream
                bytes += Array("\nendstream".utf8)
            }
            bytes += Array("\nendobj\n".utf8)
        }
        let table = bytes.count
        bytes += Array("xref\n".utf8)
        var numbers = places.keys.sorted()[...]
        while let first = numbers.first {
            var count = 1
            while numbers.dropFirst(count).first == first + count { count += 1 }
            bytes += Array("\(first) \(count)\n".utf8)
            for number in numbers.prefix(count) {
                let digits = String(places[number] ?? 0)
                bytes += Array((String(repeating: "0", count: max(0, 10 - digits.count)) + digits + " 00000 n \n").utf8)
            }
            numbers = numbers.dropFirst(count)
        }
        // Whatever else somebody put into the old one stays there.
        var trailer = PDFDictionary()
        for (key, value) in file.trailer.pairs where Self.kept.contains(key) { trailer[key] = value }
        trailer["Size"] = .number(next)
        trailer["Prev"] = .number(file.tableOffset)
        bytes += Array("trailer\n".utf8)
        PDFValue.dictionary(trailer).write(to: &bytes)
        bytes += Array("\nstartxref\n\(table)\n%%EOF\n".utf8)
        return bytes
    }
}
