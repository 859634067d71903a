val sdk = findProperty("sdk.version").toString()
val lock = rootProject.extra["lockVersion"] as String
val versions = mapOf(
    "jwksRsa" to "0.22.2",
    "commons" to "1.11.0",
)
val libraries: Map<String, String> by extra(mapOf("decode" to "com.auth0.android:jwtdecode:2.0.1"))
openApi {
    options.set(mapOf("library" to "webclient"))
}

dependencies {
    implementation("com.auth0:auth0:$sdk")
    implementation("com.auth0:java-jwt:${property("jwt-version")}")
    implementation("com.auth0:jwks-rsa:${versions["jwksRsa"]}")
    implementation("com.auth0:mvc-auth-commons:${versions["commons"]!!}")
    implementation(libraries["decode"]!!)
    implementation("com.auth0.android:lock:$lock")
    testImplementation("com.auth0.android:guardian:${rootProject.extra.get("lockVersion")}")
}
