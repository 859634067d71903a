dependencies {
    implementation(libs.lock)
    implementation(workspace.bundles.security)
    implementation(workspace.sdk)
    implementation(workspace.spring)
    implementation("com.auth0", "auth0-spring-security-mvc", workspace.versions.jwt.get())
    testImplementation(published.jwt)
    testImplementation(workspace.unknown)
}
