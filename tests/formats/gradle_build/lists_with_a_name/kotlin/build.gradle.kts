val auth = listOf("com.auth0:java-jwt:4.0.0", "com.auth0:jwks-rsa:0.22.0")
dependencies {
  implementation(auth)
  implementation(listOf("com.example:c:1"))
  exclude(group = "x", module = "y")
}
