import Foundation
import Support
import Testing

@Suite("A log that lives", .serialized) struct LiveTests {
    private static let big = Lazily()

    /// A table that takes a while to read.
    private static func makeBig() throws {
        try big.once {
            try SealedTable.psql(
                """
                CREATE TABLE big (id bigint, at timestamptz, action text, amount int, prev text, hash text);
                INSERT INTO big SELECT i, now(), repeat('act', 30), 1,
                  CASE i WHEN 1 THEN repeat('0', 64) ELSE encode(sha256(convert_to((i - 1)::text, 'UTF8')), 'hex') END,
                  encode(sha256(convert_to(i::text, 'UTF8')), 'hex')
                FROM generate_series(1, 200000) i;
                ALTER TABLE big ADD PRIMARY KEY (id)
                """)
        }
    }

    private static let bigTable = SealedTable(
        name: "big", formula: SealedTable.hex.replacing("%", with: "left(prev, 0) || id::text"))

    @Test func `gives no false break while eight writers write`() throws {
        try SealedTable.psql(
            """
            CREATE TABLE live (id bigserial PRIMARY KEY, at timestamptz DEFAULT clock_timestamp(), action text, prev text, hash text);
            CREATE FUNCTION live_seal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM pg_advisory_xact_lock(4711);
              NEW.id := nextval('live_id_seq');
              NEW.prev := coalesce((SELECT hash FROM live ORDER BY id DESC LIMIT 1), repeat('0', 64));
              NEW.hash := encode(sha256(convert_to(NEW.prev || '|' || NEW.action, 'UTF8')), 'hex');
              RETURN NEW;
            END $$;
            CREATE TRIGGER seal BEFORE INSERT ON live FOR EACH ROW EXECUTE FUNCTION live_seal();
            INSERT INTO live (action) SELECT 'start ' || i FROM generate_series(1, 2000) i
            """)
        let conninfo = PrivateServer.shared.conninfo(SealedTable.database)
        let table = SealedTable(name: "live", formula: SealedTable.hex.replacing("%", with: "prev || '|' || action"))
        try Product.withConfiguration(table.configuration) { path, folder in
            let script = """
                for writer in 1 2 3 4 5 6 7 8; do
                  (for n in $(seq 1 400); do echo "INSERT INTO live (action) VALUES ('$writer $n');"; done |
                    psql -X -q '\(conninfo)' > /dev/null) &
                done
                worst=0
                for run in 1 2 3 4 5 6; do
                  '\(Product.path)' verify --config '\(path)' --database '\(conninfo)' --jobs 2 --part-rows 50 --format json > '\(folder)/'$run.json || worst=$?
                done
                wait
                exit $worst
                """
            let outcome = try Shell.outcome(of: ["bash", "-c", script])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            var counts: [Int] = []
            for run in 1...6 {
                let data = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(run).json"))
                let document = try JSONDecoder().decode(Product.Document.self, from: data)
                #expect(document.verdict == "intact")
                #expect(document.chains.flatMap(\.breaks).isEmpty)
                counts.append(document.chains.first?.rows ?? 0)
            }
            #expect(counts == counts.sorted())
            #expect((counts.last ?? 0) > 2000)
        }
    }

    /// Starts a verification of the big table, and does something to it once it reads.
    private func verifyBig(jobs: Int = 1, _ then: String) throws -> (Shell.Result, Product.Document?, seconds: Double) {
        try Self.makeBig()
        let conninfo = PrivateServer.shared.conninfo(SealedTable.database)
        return try Product.withConfiguration(Self.bigTable.configuration) { path, folder in
            // A shell's background commands ignore SIGINT, and so do their children.
            let script = """
                env --default-signal=INT '\(Product.path)' verify --config '\(path)' --database '\(conninfo)' --jobs \(jobs) --format json > '\(folder)/out' 2> '\(folder)/err' &
                child=$!
                for n in $(seq 1 200); do
                  backend=$(psql -X -A -t '\(conninfo)' -c "SELECT pid FROM pg_stat_activity WHERE query LIKE 'COPY%big%' AND pid <> pg_backend_pid() AND state = 'active' LIMIT 1")
                  [ -n "$backend" ] && break
                  sleep 0.02
                done
                [ -n "$backend" ] || exit 99
                sleep 0.2
                \(then)
                date +%s.%N > '\(folder)/start'
                wait $child
                status=$?
                date +%s.%N > '\(folder)/end'
                cat '\(folder)/err' >&2
                exit $status
                """
            let outcome = try Shell.outcome(of: ["bash", "-c", script, conninfo])
            let output = try Data(contentsOf: URL(fileURLWithPath: folder + "/out"))
            func moment(_ name: String) throws -> Double {
                let text = try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                return Double(text.trimmingCharacters(in: .whitespacesAndNewlines)) ?? 0
            }
            let document = try? JSONDecoder().decode(Product.Document.self, from: output)
            return (outcome, document, try moment("end") - moment("start"))
        }
    }

    @Test(arguments: [1, 3])
    func `is looked at in part where the server ends the connection, and the report says how far`(jobs: Int) throws {
        let (outcome, document, _) = try verifyBig(
            jobs: jobs,
            #"psql -X -q -A -t "$0" -c "SELECT pg_terminate_backend($backend)" > /dev/null"#)
        #expect(outcome.status == 69, "\(outcome.errorText)")
        #expect(document?.verdict == "incomplete")
        #expect(document?.complete == false)
        #expect(document?.chains.first?.complete == false)
        #expect((document?.chains.first?.rows ?? 0) > 0)
        #expect((document?.chains.first?.rows ?? 0) < 200_000)
        #expect(outcome.errorText.contains("connection"), "\(outcome.errorText)")
    }

    @Test(arguments: [1, 3])
    func `is left within a second of Ctrl-C, and the query on the server ends`(jobs: Int) throws {
        let (outcome, document, seconds) = try verifyBig(jobs: jobs, "kill -INT $child")
        #expect(outcome.status == 130, "\(outcome.errorText)")
        #expect(document?.verdict == "incomplete")
        #expect(seconds < 1)
        let left = try SealedTable.psql(
            "SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'COPY%big%' AND pid <> pg_backend_pid() AND state = 'active'"
        )
        #expect(left == "0\n")
    }

    @Test func `is read no faster than the throttle allows, the second look included`() throws {
        try SealedTable.psql(
            """
            CREATE TABLE slow (id bigint PRIMARY KEY, at timestamptz, action text, prev text, hash text);
            INSERT INTO slow SELECT i, now(), 'act',
              CASE i WHEN 1 THEN repeat('0', 64) ELSE encode(sha256(convert_to((i - 1)::text, 'UTF8')), 'hex') END,
              encode(sha256(convert_to(i::text, 'UTF8')), 'hex')
            FROM generate_series(1, 3000) i
            """)
        let table = SealedTable(
            name: "slow", formula: SealedTable.hex.replacing("%", with: "left(prev, 0) || id::text"))
        func seconds(_ status: Int32) throws -> Double {
            let start = ContinuousClock.now
            let answer = try Product.verify(
                table.configuration, database: SealedTable.database, arguments: ["--throttle", "2000"])
            #expect(answer.status == status, "\(answer.errors)")
            #expect(answer.first?.rows == 3000)
            return (ContinuousClock.now - start) / .seconds(1)
        }
        #expect(try seconds(0) > 1)
        try SealedTable.psql(
            "DELETE FROM slow WHERE id = 5; INSERT INTO slow SELECT 3001, now(), 'act', encode(sha256('3000'), 'hex'), encode(sha256('3001'), 'hex')"
        )
        #expect(try seconds(1) > 2)
    }
}
