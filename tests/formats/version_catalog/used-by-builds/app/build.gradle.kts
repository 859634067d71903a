dependencies {
    implementation(libs.java.jwt)
    testImplementation(libs.jwks.rsa)
    implementation(libs.spring.core)
    implementation(projects.shared)
    compileOnly(tools.lock)
    runtimeOnly("com.auth0:mvc-auth-commons:${libs.versions.jwt.get()}")
}
