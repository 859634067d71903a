dependencies {
    implementation(Auth0.jwt)
    implementation(Auth0.Android.lock)
    implementation(Other.jwks)
    implementation(Another.sdk)
}
dependencies {
    implementation(Parts.sdk)
    implementation(Parts.bare)
    implementation(Parts.none)
}
