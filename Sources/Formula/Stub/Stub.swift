internal import BasicContainers
internal import Rows
struct ToCharPattern: Sendable {}
enum NumericOrder { static func compare(_ l: Span<UInt8>, _ r: Span<UInt8>) throws(ValueTrouble) -> Int { throw ValueTrouble(isDamage: false) } }
enum TimeFunction {
    case none
    static func conversion(from: UInt32, to: UInt32) -> TimeFunction? { nil }
    func append(_ arguments: PlanArguments, program: borrowing Program, to out: inout UniqueArray<UInt8>) throws(ValueTrouble) -> Bool { false }
}
extension Compiler {
    mutating func timeFunction(_ name: String, _ arguments: [SyntaxNode]) throws(Unsupported) -> Typed { throw Unsupported() }
}
struct ValueType {
    let f: ElementForm
    init?(_ t: ColumnType) { guard let f = ElementForm(oid: t.oid), t.oid != TypeOID.bool else { return nil }; self.f = f }
    func appendCastText(_ b: Span<UInt8>, settings: borrowing RenderSettings, to out: inout UniqueArray<UInt8>) throws(MalformedValue) { do { try f.append(b, into: &out) } catch { throw MalformedValue(.wrongFormat) } }
    func appendOutput(_ b: Span<UInt8>, settings: borrowing RenderSettings, to out: inout UniqueArray<UInt8>) throws(MalformedValue) { try appendCastText(b, settings: settings, to: &out) }
    func appendJSONText(_ b: Span<UInt8>, settings: borrowing RenderSettings, to out: inout UniqueArray<UInt8>) throws(MalformedValue) { try appendCastText(b, settings: settings, to: &out) }
}
