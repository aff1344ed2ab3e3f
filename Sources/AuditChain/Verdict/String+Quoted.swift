extension String {
    /// The text between two marks, with each such mark in it doubled: how SQL quotes names and values, and CSV cells.
    ///
    /// By scalars: a mark and what combines with it (U+0301 behind it, U+0600 before it) are one `Character`, which is not
    /// the mark; whoever looked at characters would leave it single, and end the quotes there.
    public func quoted(doubling mark: Unicode.Scalar) -> String {
        "\(mark)" + replacing(scalar: mark, with: "\(mark)\(mark)") + "\(mark)"
    }

    /// The text with other text in the place of a scalar, wherever it stands.
    public func replacing(scalar: Unicode.Scalar, with replacement: String) -> String {
        var result = String.UnicodeScalarView()
        for one in unicodeScalars {
            if one == scalar { result.append(contentsOf: replacement.unicodeScalars) } else { result.append(one) }
        }
        return String(result)
    }
}
