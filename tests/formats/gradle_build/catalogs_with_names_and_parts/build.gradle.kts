dependencies { implementation(workspace.security.jwt)
 implementation(workspace.jwks.rsa)
 implementation(workspace.bundles.all)
}
