provider "auth0" {
  version = "~> 0.5"
}

resource "auth0_client_grant" "shop" {
  scopes = ["read:users"]
  scopes = ["read:roles"]
}
