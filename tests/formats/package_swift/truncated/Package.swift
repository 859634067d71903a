// swift-tools-version:5.5
import PackageDescription
let nimble = "https://github.com/Quick/Nimble.git" // https://x
let package = Package(
    name: "App",
    products: [.library(name: "App", targets: ["App"])],
    dependencies: [
        .package(name: "Auth0", url: "https://github.com/auth0/Auth0.swift", .upToNextMajor(from: "2.0.0")),
        .package(url: "git@github.com:auth0/JWTDecode.swi