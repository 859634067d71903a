import org.jetbrains.kotlin.gradle.tasks.KotlinCompile

plugins {
    kotlin("jvm") version "1.9.24"
}

val jwtVersion = "4.4.0"
val jwksVersion by extra("0.22.1")
extra["mvcVersion"] = "1.9.0"
private val unused: String = "1.0"

repositories {
    maven { url = uri("https://repo.example.test/maven") }
}

dependencies {
    implementation("com.auth0:java-jwt:$jwtVersion")
    implementation("com.auth0:jwks-rsa:${jwksVersion}") { isTransitive = false }
    implementation("com.auth0:mvc-auth-commons:${property("mvcVersion")}")
    implementation("com.auth0:from-extra:${extra["mvcVersion"]}")
    implementation("com.auth0", "auth0", "2.12.0")
    implementation(group = "com.auth0", name = "named", version = jwtVersion)
    "implementation"("com.auth0:quoted:1.0")
    add("testImplementation", "com.auth0:added:1.0")
    implementation(platform("com.auth0:bom:1.0"))
    implementation(kotlin("stdlib"))
    implementation(project(":api"))
    implementation(projects.shared)
    implementation(Deps.auth0)
    implementation("com.auth0:strict:1.0!!")
    implementation(
        "com.auth0:on-its-own-line:1.0"
    )
    implementation("com.auth0:no-version")
}

kotlin {
    sourceSets {
        commonMain.dependencies {
            implementation("com.auth0:common:1.0")
        }
        val jvmTest by getting {
            dependencies {
                implementation("com.auth0:in-a-source-set:1.0")
            }
        }
    }
}
