provider "registry.terraform.io/auth0/auth0" {
  hashes = []
}
