// swift-tools-version:5.9
import PackageDescription

let package = Package(
    name: "Shop",
    dependencies: [
<<<<<<< HEAD
        .package(url: "https://github.com/auth0/Auth0.swift.git", from: "2.5.0"),
=======
        .package(url: "https://github.com/auth0/Auth0.swift.git", from: "2.6.0"),
>>>>>>> main
        .package(url: "https://github.com/auth0/Lock.swift", branch: "master"),
    ],
    targets: [.target(name: "Shop", dependencies: [.product(name: "Auth0", package: "Auth0.swift")])]
)
