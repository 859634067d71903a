val jwtVersion = "4.1.0"
val clusters = "${clusters.map { "${it.name}s" }.joinToString(",")}"

dependencies {
    implementation("com.auth0", "java-jwt", jwtVersion) {
        exclude("com.example", "other")
    }
    implementation("com.auth0", "jwks-rsa", "0.22.0")
    when (target) {
        "3" -> testImplementation("com.auth0:mvc-auth-commons:$jwtVersion")
    }
    if (true) {
        implementation("com.auth0:auth0:$jwtVersion")
    } else {
        implementation("com.auth0:lock:1.0")
    }
    listOf("com.auth0:auth0-spring-security-api:1.5.0").forEach { implementation(it) }
    if (target(3)) implementation("com.auth0.android:auth0:$jwtVersion")
    else if (target(2)) testImplementation("com.auth0.android:jwtdecode:2.0.2")
    for (one in listOf("com.auth0.android:lock:1.1.1")) {
        api(one)
        val parts = one.split(":")
        seen[parts[0]] = parts[2]
    }
}
