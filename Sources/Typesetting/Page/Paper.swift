/// A sheet, in points of 1/72 inch.
public enum Paper: String, Sendable, Hashable, CaseIterable {
    case a4, letter

    /// ISO 216 and ANSI/ASME Y14.1.
    public var width: Double { self == .a4 ? 595.276 : 612 }
    /// Its height.
    public var height: Double { self == .a4 ? 841.89 : 792 }
}

/// Which way a script is read.
public enum Direction: Sendable, Hashable { case leftToRight, rightToLeft }

/// A rectangle on a page, its origin at the top left, in points.
public struct Box: Sendable, Hashable {
    /// Its left edge and its top.
    public var x: Double, y: Double
    /// Its size.
    public var width: Double, height: Double

    /// Every part, as it is named.
    public init(x: Double, y: Double, width: Double, height: Double) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The same, without a margin on each side.
    public func inset(by margin: Double) -> Box {
        Box(x: x + margin, y: y + margin, width: width - 2 * margin, height: height - 2 * margin)
    }
}

/// A colour, each part from 0 to 1.
public struct Ink: Sendable, Hashable {
    /// Its parts.
    public var red: Double, green: Double, blue: Double

    /// A colour by its hexadecimal number, such as `0x1B2A41`.
    public init(_ number: UInt32) {
        red = Double(number >> 16 & 0xFF) / 255
        green = Double(number >> 8 & 0xFF) / 255
        blue = Double(number & 0xFF) / 255
    }

    /// As CSS and Pango write it: `#1b2a41`.
    public var hex: String {
        "#"
            + [red, green, blue].map { part in
                let digits = String(Int((part * 255).rounded()), radix: 16)
                return (digits.count < 2 ? "0" : "") + digits
            }.joined()
    }
}
