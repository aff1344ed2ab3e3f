import AuditChain
import Foundation

/// The machine form of a report within a page.
enum EmbeddedFacts {
    private static let start = "<script type=\"application/json\" id=\"facts\">"
    private static let end = "</script>"

    /// How a page of ours begins.
    static let pageStart = "<!DOCTYPE html>"

    static func isPage(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array(pageStart.utf8)) }

    /// The element that carries it.
    ///
    /// - Parameter json: canonical JSON, in which nothing but characters below U+0020 is spelled `\u…`; so what is
    ///   spelled here beyond that can be told, and turned back to the very same bytes.
    static func element(_ json: [UInt8]) -> [UInt8] {
        var bytes = Array(start.utf8)
        bytes.reserveCapacity(json.count + 100)
        var rest = json[...]
        while let byte = rest.first {
            if byte < 0x7F {
                // Nothing else can end a script, nor begin what hides its end.
                if byte == UInt8(ascii: "<") {
                    bytes += Array("\\u003c".utf8)
                } else {
                    bytes.append(byte)
                }
                rest.removeFirst()
                continue
            }
            // A page whose source is read shows no text in a direction that is not its own, either.
            let run = rest.prefix { $0 >= 0x7F }
            for scalar in String(decoding: run, as: UTF8.self).unicodeScalars {
                if Printable.steers(scalar) {
                    for unit in String(scalar).utf16 { bytes += Array(spelled(unit).utf8) }
                } else {
                    bytes += Array(String(scalar).utf8)
                }
            }
            rest = rest.dropFirst(run.count)
        }
        return bytes + Array(end.utf8)
    }

    /// The machine form that a page carries; `nil` where it carries none, or more than one.
    static func json(of page: [UInt8]) -> [UInt8]? {
        let data = Data(page)
        guard let head = data.range(of: Data(start.utf8)),
            let tail = data.range(of: Data(end.utf8), in: head.upperBound..<data.endIndex),
            data.range(of: Data(start.utf8), in: head.upperBound..<data.endIndex) == nil
        else { return nil }
        let json = unspelled(page[head.upperBound..<tail.lowerBound])
        // Spelled in another way than it is here, a reader of JSON could read something else in it.
        return element(json) == Array(page[head.lowerBound..<tail.upperBound]) ? json : nil
    }

    private static func spelled(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// What `element` spelled, as it was.
    private static func unspelled(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var place = text.startIndex
        var units: [UInt16] = []
        func flush() {
            bytes += Array(String(decoding: units, as: UTF16.self).utf8)
            units = []
        }
        while place < text.endIndex {
            guard text[place] == UInt8(ascii: "\\"), place + 1 < text.endIndex else {
                if !units.isEmpty { flush() }
                bytes.append(text[place])
                place += 1
                continue
            }
            if let unit = unit(in: text, at: place), unit >= 0x20 {
                units.append(unit)
                place += 6
            } else {
                if !units.isEmpty { flush() }
                // Both at once: the second of two backslashes begins nothing.
                bytes += text[place...place + 1]
                place += 2
            }
        }
        if !units.isEmpty { flush() }
        return bytes
    }

    private static func unit(in text: ArraySlice<UInt8>, at place: Int) -> UInt16? {
        guard text.endIndex - place >= 6, text[place + 1] == UInt8(ascii: "u") else { return nil }
        return UInt16(String(decoding: text[place + 2..<place + 6], as: UTF8.self), radix: 16)
    }
}
