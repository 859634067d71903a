object Another {
    const val version = "2.0.0"
    const val sdk = "com.auth0:auth0:${version}"
}
