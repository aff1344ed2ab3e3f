// swift-tools-version: 6.2
import PackageDescription

let rules: [SwiftSetting] =
    [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]
    + ["ExistentialAny", "InternalImportsByDefault", "MemberImportVisibility"].map { .enableUpcomingFeature($0) }
/// Rooms in which unsafe code does not compile.
let pureRoom = rules + [.strictMemorySafety()]
/// Rooms that lend bytes to the pure ones.
let lendingRoom = rules + [.enableExperimentalFeature("Lifetimes")]

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let containers: Target.Dependency = .product(name: "BasicContainers", package: "swift-collections")

let package = Package(
    name: "unbroken",
    products: [
        .executable(name: "unbroken", targets: ["unbroken"]),
        .library(name: "UnbrokenKit", targets: ["Verification", "Evidence"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .target(name: "CDrawing"),
        .systemLibrary(name: "CFiles"),
        .systemLibrary(name: "CPgQuery", providers: [.apt(["libpg-query-dev", "libprotobuf-c-dev"])]),

        .target(name: "OpenSSL", dependencies: ["COpenSSL"], swiftSettings: lendingRoom),
        .target(name: "AuditChain", dependencies: ["OpenSSL"], swiftSettings: pureRoom),
        .target(name: "Rows", dependencies: ["AuditChain", containers], swiftSettings: lendingRoom),
        .target(
            name: "Postgres", dependencies: ["CLibPQ", "AuditChain", "Rows", containers], swiftSettings: lendingRoom),
        .target(
            name: "Formula", dependencies: ["CPgQuery", "OpenSSL", "AuditChain", "Rows", containers],
            swiftSettings: lendingRoom),
        .target(
            name: "Configuration",
            dependencies: ["OpenSSL", "AuditChain", "Rows", "Formula", .product(name: "Yams", package: "Yams")],
            swiftSettings: pureRoom),
        .target(
            name: "Verification",
            dependencies: ["OpenSSL", "AuditChain", "Rows", "Postgres", "Formula", "Configuration", containers],
            swiftSettings: pureRoom),
        .target(
            name: "Controls",
            dependencies: ["AuditChain", "Rows", "Postgres", "Formula", "Configuration", "Verification"],
            swiftSettings: pureRoom),
        .target(name: "Typesetting", dependencies: ["CDrawing"], swiftSettings: rules),
        .target(
            name: "Evidence",
            dependencies: [
                "OpenSSL", "AuditChain", "Rows", "Formula", "Configuration", "Verification", "Controls", "Typesetting",
            ],
            // A link to Schemas/: what is read is held against the same files that others are given.
            resources: [.embedInCode("Schema/Schemas")],
            swiftSettings: pureRoom),
        .executableTarget(
            name: "unbroken",
            dependencies: [
                "CFiles", "OpenSSL", "AuditChain", "Postgres", "Formula", "Configuration", "Verification", "Controls",
                "Typesetting", "Evidence", argumentParser,
            ],
            swiftSettings: rules),

        .target(name: "Support", dependencies: ["OpenSSL"], path: "Tests/Support", swiftSettings: rules),
        .testTarget(name: "SupportTests", dependencies: ["Support"], swiftSettings: rules),
        .target(
            name: "SigningSupport", dependencies: ["OpenSSL", "Support"], path: "Tests/SigningSupport",
            swiftSettings: rules),
        .testTarget(
            name: "OpenSSLTests", dependencies: ["OpenSSL", "SigningSupport", "Support"], swiftSettings: rules),
        .testTarget(name: "AuditChainTests", dependencies: ["AuditChain", "Support"], swiftSettings: rules),
        .testTarget(name: "RowsTests", dependencies: ["Rows", "AuditChain", "Support"], swiftSettings: rules),
        .testTarget(
            name: "PostgresTests", dependencies: ["Postgres", "Rows", "AuditChain", "Support"], swiftSettings: rules),
        .testTarget(
            name: "FormulaTests", dependencies: ["Formula", "Rows", "AuditChain", "OpenSSL", "Support", containers],
            swiftSettings: rules),
        .testTarget(
            name: "ConfigurationTests", dependencies: ["AuditChain", "Configuration", "Formula"], swiftSettings: rules),
        .testTarget(
            name: "VerificationTests",
            dependencies: ["AuditChain", "Configuration", "Postgres", "Rows", "Support", "Verification"],
            swiftSettings: rules),
        .testTarget(
            name: "ControlsTests",
            dependencies: ["AuditChain", "Configuration", "Controls", "Support", "Verification"],
            swiftSettings: rules),
        .testTarget(
            name: "TypesettingTests", dependencies: ["Support", "Typesetting"], exclude: ["Headers"],
            swiftSettings: rules),
        .testTarget(
            name: "EvidenceTests",
            dependencies: [
                "AuditChain", "Controls", "Evidence", "Support", "Typesetting", "Verification",
            ],
            exclude: ["browser.py", "page.py"],
            swiftSettings: rules),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "AuditChain", "Evidence", "Postgres", "SigningSupport", "Support", "Verification", "unbroken",
            ],
            exclude: ["Approved"], swiftSettings: rules),
        .testTarget(
            name: "FixturesTests", dependencies: ["Support"], exclude: ["recompute.py"], swiftSettings: rules),
    ]
)
