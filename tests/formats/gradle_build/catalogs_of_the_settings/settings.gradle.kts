rootProject.name = "shop"
include(":app")

dependencyResolutionManagement {
    versionCatalogs {
        create("libs") {
            from(files("dependencies/shared.versions.toml"))
        }
        create("workspace") {
            val jwt = version("jwt", "4.4.0")
            version("auth0", "2.1.0")
            library("security-jwt", "com.auth0", "java-jwt").versionRef(jwt)
            library("sdk", "com.auth0", "auth0").versionRef("auth0")
            library("jwks", "com.auth0:jwks-rsa:0.22.0")
            library("spring", "com.auth0", "auth0-spring-security-api")
                .version("1.5.0")
            library("mvc", "com.auth0", "mvc-auth-commons").withoutVersion()
            library(computed, "com.auth0", "nowhere").versionRef("auth0")
            library("cut", "com.auth0")
            library("unknown", "$nowhere", "java-jwt").version("1.0")
            bundle("security", listOf("security-jwt", "jwks", "missing"))
            plugin("boot", "org.springframework.boot").version("3.2.5")
        }
        create("published") {
            from("com.example:catalog:1.0")
        }
    }
}
