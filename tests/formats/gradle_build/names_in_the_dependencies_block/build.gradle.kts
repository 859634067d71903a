dependencies {
    val sdk: String = "2.0.0"
    api("com.example:login:$sdk")
    val bom = enforcedPlatform(libs.example.bom)
    implementation(bom)
    compileOnly(plugin(libs.plugins.example.lint))
}
