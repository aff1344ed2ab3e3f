// swift-tools-version: 6.2
import PackageDescription

let rules: [SwiftSetting] =
    [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
    + ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"].map { .enableUpcomingFeature($0) }

// A package of its own, so that whoever uses the product does not fetch what only measuring needs. Benchmark runs the
// targets whose folder lies in one named Benchmarks: that is this one.
let package = Package(
    name: "Micro",
    dependencies: [
        // By its name: its identity is the folder that somebody cloned it into.
        .package(name: "unbroken", path: "../.."),
        // Without traits: what they add counts allocations, for which more would have to be fetched and loaded.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .executableTarget(
            name: "Micro",
            dependencies: [
                .product(name: "Benchmark", package: "benchmark"), .product(name: "UnbrokenKit", package: "unbroken"),
            ],
            path: ".",
            swiftSettings: rules,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
    ]
)
