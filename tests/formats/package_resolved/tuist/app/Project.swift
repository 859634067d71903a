import ProjectDescription
let project = Project(name: "App", packages: [.remote(url: "https://github.com/auth0/Auth0.swift", requirement: .upToNextMajor(from: "2.0.0"))])
