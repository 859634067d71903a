dependencies {
    constraints {
        api("com.auth0:auth0:2.1.0")
    }
}
