val jwksVersion = "jwksv"
val jwksLibVersion = "0.22.0"
dependencyResolutionManagement {
  versionCatalogs {
        create("workspace") {
            val jwt = version("jwt", "4.4.0")
            library("security-jwt", "com.auth0", "java-jwt").versionRef(jwt)
            version(jwksVersion, jwksLibVersion)
            library("jwks.rsa", "com.auth0", "jwks-rsa").versionRef(jwksVersion)
            library("sdk", "com.auth0:auth0:1.44.1")
            library("mvc", "com.auth0", "mvc-auth-commons").version { strictly("1.9.0") }
            library("spring", "com.auth0", "auth0-spring-security-api").version {
                require("1.5.1")
            }
            library("bare", "com.auth0", "auth0-common").withoutVersion()
            bundle("all", listOf("sdk", "mvc", "spring", "bare"))
        }
  }
}
