import Benchmark
import Formula
import Rows

/// Rows read from a COPY stream in memory, rendered, hashed and compared with the hash that they store.
func registerFormulas() {
    for shape in FormulaShape.all {
        Benchmark("rows: \(shape.name)") { benchmark, rows in
            var plan = try rows.plan()
            var reader = rows.reader()
            var holding = 0
            benchmark.startMeasurement()
            while try reader.next() {
                let row = reader.row
                if let hash = row[rows.hashField], plan.gives(hash, for: row) { holding += 1 }
            }
            benchmark.stopMeasurement()
            guard holding == operations else { throw Unsound(what: "\(operations - holding) rows do not hold") }
        } setup: {
            try SampleRows(shape, count: operations)
        }
    }
    Benchmark("rows: read, and nothing more (the travel log)") { benchmark, rows in
        var reader = rows.reader()
        var bytes = 0
        benchmark.startMeasurement()
        while try reader.next() { bytes += reader.row[rows.hashField]?.count ?? 0 }
        benchmark.stopMeasurement()
        guard bytes == 32 * operations else { throw Unsound(what: "hashes are missing") }
    } setup: {
        try SampleRows(FormulaShape.all[0], count: operations)
    }
}
