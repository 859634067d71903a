provider "registry.terraform.io/auth0/auth0" {
  version = "1.41.0"
}

module "x" {
}
