import Benchmark

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 3, scalingFactor: .kilo, maxDuration: .milliseconds(500))
    registerFormulas()
    registerWalks()
    registerDigests()
}

/// How many operations one measurement takes together, in every benchmark: `.kilo`.
let operations = 1_000
