import Typesetting

/// The colours and types of a report: they are told apart in grey and by eyes that see no red or no green.
enum Look {
    static let ink = Ink(0x1B2430)
    static let muted = Ink(0x5B6775)
    static let navy = Ink(0x15294B)
    static let rule = Ink(0xCFD6DE)
    static let ground = Ink(0xF1F4F8)
    static let white = Ink(0xFFFFFF)
    static let good = Ink(0x1F6F8B)
    /// The ground of a month that holds: in grey as light as that of a broken one is dark.
    static let verified = Ink(0x8FC1D1)
    static let bad = Ink(0xB5341C)
    static let doubt = Ink(0xC98A1B)
    static let pale = Ink(0xB9C2CC)

    static let title = TextStyle(22, navy, bold: true)
    static let heading = TextStyle(14, navy, bold: true)
    static let subheading = TextStyle(10.5, navy, bold: true)
    static let body = TextStyle(9.5, ink, spacing: 1.12)
    static let small = TextStyle(8, muted, spacing: 1.08)
    static let cell = TextStyle(8, ink, spacing: 1.05)
    static let head = TextStyle(8, navy, bold: true)
    static let label = TextStyle(9, muted)

    static let table = Table.Look(head: head, cell: cell, rule: rule, ground: ground)

    /// The colour of a verdict.
    static func ink(of verdict: String) -> Ink {
        switch verdict {
        case "intact": good
        case "broken": bad
        default: doubt
        }
    }

    /// The colour of a control's grade.
    static func ink(ofGrade grade: String) -> Ink {
        switch grade {
        case "pass": good
        case "fail": bad
        default: doubt
        }
    }
}
