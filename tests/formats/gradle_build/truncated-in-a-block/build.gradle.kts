dependencies {
    implementation("com.auth0:jwks-rsa:0.22.1")
