// swift-tools-version:5.9
import PackageDescription
let package = Package(
    name: name,
    dependencies: [
        .package(url: "https://github.com/auth0/Auth0.swift"),
        .package(url: "../Local", from: "1.0.0"),
        .package(url: "https://github.com/auth0/JWTDecode.swift", from: "\(major).0.0"),
        .package(url: "https://github.com/auth0/Lock.swift", revision: sha),
        .package(url: "https://github.com/auth0/SimpleKeychain", from: "1.0.0", traits: ["a"],),
    ],
    targets: [.plugin(name: "p", dependencies: [.package(name: "x")])]
)
