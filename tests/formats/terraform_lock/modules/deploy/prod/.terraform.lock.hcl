provider "registry.opentofu.org/auth0/auth0" {
  version     = "1.41.0"
  constraints = ">= 1.0.0, ~> 1.2"
  hashes      = []
}
