object Auth0 {
    private const val group = "com.auth0"
    private const val version = "3.11.0"
    const val jwt = "$group:java-jwt:$version"
    object Android {
        const val lock = "com.auth0.android:lock:${version}"
    }
}

object Other {
    private const val version = "1.66"
    const val jwks = "com.auth0:jwks-rsa:$version"
}
