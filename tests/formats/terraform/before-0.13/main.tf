provider "auth0" {
  version = "~> 0.2"
  domain  = var.domain
}

provider "auth0" {
  alias = "eu"
}
