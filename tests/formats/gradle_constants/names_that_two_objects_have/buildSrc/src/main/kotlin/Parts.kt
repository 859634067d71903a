object Parts {
    const val sdkVersion = "2.1.0"
    const val sdkModule = "com.auth0:mvc-auth-commons"
    const val sdk = "$sdkModule:$sdkVersion"
    const val bare = "${Parts.group}:auth0-spring-security-api"
    const val group = "com.auth0"
    const val none = "$sdkVersion:$group"
}
