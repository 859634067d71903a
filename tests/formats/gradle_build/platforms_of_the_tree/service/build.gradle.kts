dependencies {
    implementation(platform(project(":bom")))
    implementation(platform(projects.platform.webBom))
    implementation("com.auth0:java-jwt")
    implementation("com.auth0:auth0")
    implementation(platform(project(":")))
}
