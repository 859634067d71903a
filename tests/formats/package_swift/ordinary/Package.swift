// swift-tools-version:5.5
import PackageDescription
let nimble = "https://github.com/Quick/Nimble.git" // https://x
let package = Package(
    name: "App",
    products: [.library(name: "App", targets: ["App"])],
    dependencies: [
        .package(name: "Auth0", url: "https://github.com/auth0/Auth0.swift", .upToNextMajor(from: "2.0.0")),
        .package(url: "git@github.com:auth0/JWTDecode.swift.git", from: "3.1.0"),
        .package(url: "https://u:p@github.com/auth0/SimpleKeychain.git", .exact("1.0.1")),
        .package(url: "https://github.com/a/b", "1.0.0"..<"2.0.0"),
        .package(url: "https://github.com/a/c", branch: "main"),
        .package(url: "https://github.com/a/d", .branch("main")),
        .package(url: "https://github.com/a/e", exact: "1.2.3"),
        /* .package(url: "https://github.com/auth0/Lock.swift", from: "2.0.0"), */
        .package(url: nimble, from: "9.0.0"),
        .package(url: "https://github.com/a/g", from: v),
        .package(path: "../Local"),
        .package(id: "auth0.lock", .upToNextMinor(from: "1.0.0")),
    ],
    targets: [
        .target(name: "App", dependencies: [.product(name: "Auth0", package: "Auth0"), .product(name: "x", package: "y")]),
    ]
)
