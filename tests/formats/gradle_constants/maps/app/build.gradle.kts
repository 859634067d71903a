dependencies {
    implementation(Deps.signIn["auth0"]!!)
    Deps.signIn.values.forEach { implementation(it) }
}
