dependencies {
    constraints {
        api("com.auth0:java-jwt:4.4.0")
    }
}
