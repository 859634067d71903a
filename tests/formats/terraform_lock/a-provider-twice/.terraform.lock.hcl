provider "registry.terraform.io/auth0/auth0" {
  version = "1.0.0"
}
provider "registry.terraform.io/auth0/auth0" {
  version = "1.1.0"
}
