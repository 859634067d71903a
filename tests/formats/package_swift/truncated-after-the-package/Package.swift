let package = Package(name: "Shop")
package.dependencies.append(.package(url: "https://github.com/auth0/Auth0.swift", from: "2.0.0"
