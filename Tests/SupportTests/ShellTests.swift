import Support
import Testing

@Suite("Commands of the system") struct ShellTests {
    @Test func `get every signal, on whatever thread the test runs`() throws {
        let status = try Shell.outcome(of: ["grep", "SigBlk", "/proc/self/status"]).text
        #expect(status == "SigBlk:\t0000000000000000\n")
    }

    @Test func `can be ended by a clock of their own`() throws {
        let result = try Shell.outcome(of: ["timeout", "1", "sleep", "30"])
        #expect(result.status == 124)
    }
}
