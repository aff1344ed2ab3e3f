import AuditChain
import Evidence
import Foundation
import Glibc
import Postgres
import Support
import Testing
import Verification

@testable import unbroken

@Suite("The output") struct OutputTests {
    private func withFolder(_ body: (_ folder: String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "/output-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    @Test func `has its name only once it is whole`() throws {
        try withFolder { folder in
            let path = folder + "/result"
            try "old".write(toFile: path, atomically: true, encoding: .utf8)
            do {
                let abandoned = try OutputFile(path)
                try abandoned.append("half")
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["result"])
            let file = try OutputFile(path)
            try file.append("new ")
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
            try file.append("and whole")
            try file.commit()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "new and whole")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["result"])
        }
    }

    @Test func `follows a link and leaves it one`() throws {
        try withFolder { folder in
            try "old".write(toFile: folder + "/target", atomically: true, encoding: .utf8)
            try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "target")
            let file = try OutputFile(folder + "/link")
            try file.append("new")
            try file.commit()
            #expect(try String(contentsOfFile: folder + "/target", encoding: .utf8) == "new")
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link") == "target")
        }
    }

    @Test func `never replaces a device`() throws {
        let file = try OutputFile("/dev/null")
        try file.append("gone")
        try file.commit()
        #expect(try Shell.outcome(of: ["test", "-c", "/dev/null"]).status == 0)
        let full = try OutputFile("/dev/full")
        #expect(throws: Obstacle.self) { try full.append("too much") }
    }

    @Test func `exits with 74 where its reader went away`() async {
        await #expect(processExitsWith: .exitCode(74)) {
            signal(SIGPIPE, SIG_IGN)
            var ends: [Int32] = [0, 0]
            pipe(&ends)
            dup2(ends[1], STDOUT_FILENO)
            close(ends[0])
            close(ends[1])
            do throws(Obstacle) { try StandardOutput.write("text") } catch { exit(error.exitStatus.rawValue) }
        }
    }

    @Test func `never hides a break behind its own trouble`() {
        func status(_ breaks: Int, _ stopped: Obstacle.Kind?) -> AuditChain.ExitStatus {
            var chain = ChainReport(name: "a", table: "t", per: [], order: ["id"])
            chain.breakCount = breaks
            chain.isComplete = stopped == nil
            let report = Report(
                tool: Verifier.tool, database: nil, configurationSHA256: "", startedAt: "", finishedAt: "",
                chains: [chain], findings: [], stopped: stopped.map { Obstacle($0, "x") })
            return report.exitStatus(besides: .fileTrouble)
        }
        #expect(status(0, nil) == .fileTrouble)
        #expect(status(1, nil) == .broken)
        #expect(status(1, .unreachable) == .broken)
        #expect(status(0, .interrupted) == .interrupted)
        #expect(status(0, .permission) == .permission)
    }
}

@Suite("A signal") struct SignalTests {
    @Test func `first asks the run to end, then ends the process`() async {
        await #expect(processExitsWith: .exitCode(130)) {
            let interruption = Interruption()
            let signals = Signals(interrupting: interruption)
            kill(getpid(), SIGINT)
            for _ in 0..<100 where !interruption.isSet { usleep(20_000) }
            guard interruption.isSet else { exit(3) }
            kill(getpid(), SIGTERM)
            usleep(2_000_000)
            signals.cancel()
            exit(4)
        }
    }
}

@Suite("The line of progress") struct ProgressLineTests {
    @Test(arguments: [
        (Verification.Progress(chain: "log", rows: 1000, estimate: nil), 0.1, "log: 1,000 rows"),
        (Verification.Progress(chain: "log", rows: 1000, estimate: nil), 2.0, "log: 1,000 rows, 500 rows/s"),
        (
            Verification.Progress(chain: "log", rows: 1000, estimate: 4000), 2.0,
            "log: 1,000 rows, 25 %, 500 rows/s, 0:06 left"
        ),
        (
            Verification.Progress(chain: "log", rows: 1000, estimate: 4_000_000), 1.0,
            "log: 1,000 rows, 0 %, 1,000 rows/s, 1:06:39 left"
        ),
        (Verification.Progress(chain: "log", rows: 5000, estimate: 4000), 2.0, "log: 5,000 rows, 2,500 rows/s"),
        (
            Verification.Progress(chain: "log", rows: 4000, estimate: 4000), 2.0,
            "log: 4,000 rows, 99 %, 2,000 rows/s, 0:00 left"
        ),
        (
            Verification.Progress(chain: "log", stage: .lookingAgain, rows: 1000, estimate: 4000), 0.1,
            "log: looking again at what is in doubt, 1,000 rows, 25 %"
        ),
        (
            Verification.Progress(chain: "log", stage: .checking, rows: 1000, estimate: 4000), 2.0,
            "log: checking what was taken out, 1,000 rows, 25 %, 500 rows/s, 0:06 left"
        ),
        (Verification.Progress(chain: "l\u{1B}g", rows: 0, estimate: 0), 2.0, "l\\u{1b}g: 0 rows"),
    ])
    func `tells rows, share, rate and time left`(_ progress: Verification.Progress, seconds: Double, line: String) {
        #expect(ProgressLine.line(progress, seconds: seconds) == line)
    }
}
