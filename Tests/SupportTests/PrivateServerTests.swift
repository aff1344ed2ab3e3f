import Support
import Testing

@Suite("The private test server") struct PrivateServerTests {
    @Test func `answers a query in binary`() throws {
        let rows = try PrivateServer.shared.copyBinary("SELECT 1::int4, NULL::text, 'añ'::text")
        #expect(rows == [[[0, 0, 0, 1], nil, [0x61, 0xC3, 0xB1]]])
    }
}
