package com.shop

internal object Versions {
    const val sdk = "2.6.0"
    const val lock: String = "3.2.0"
}

object Libs {
    const val sdk = "com.auth0.android:auth0:${Versions.sdk}"

    object Screens {
        const val lock =
            "com.auth0.android:lock:${Versions.lock}"
    }

    fun any(name: String) = "com.example:$name:1.0"
    const val decode = "com.auth0.android:jwtdecode:2.0.2"
}

interface Named {
    companion object {
        const val SDK = "com.example:named:1.2"
    }
}

object Managed {
    const val used = "com.example:managed"
    const val unused = "com.example:unused"
    const val noModule = "a:b"
}

val topLevel = "com.example:top:1.3"
