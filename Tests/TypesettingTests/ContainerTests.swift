import Testing

@testable import Typesetting

@Suite("The place of a signature") struct ContainerTests {
    @Test(arguments: [
        "/ByteRange [0 0000000000 /Contents <000000", "/ByteRange [0 0000000000 /Contents <000000)\nstartxref\n%%EOF\n",
        "/Contents <000000 /ByteRange [0 0000000000", "",
    ])
    func `that is not whole is refused, and traps nothing`(_ text: String) {
        #expect(throws: PDFTrouble.self) { try Container.placed(in: Array(text.utf8), from: 0, capacity: 8_192) }
    }
}
