import com.shop.Libs

dependencies {
    implementation(Libs.sdk)
    implementation(Libs.Screens.lock)
    implementation("com.auth0:java-jwt:${Versions.sdk}")
    implementation(Named.SDK)
    implementation(topLevel)
    implementation(Managed.used)
    implementation(sdk)
}
