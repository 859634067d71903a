object Versions {
    val auth0 = "1.20.0"
}
object Deps {
    val signIn = mapOf(
        "auth0" to "com.auth0.android:auth0:${Versions.auth0}",
        "lock"  to "com.auth0.android:lock:2.0.1")
}
