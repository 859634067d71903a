terraform {
  required_providers {
    archive = ">= 2.0.0"
  }
}

resource "auth0_client" "shop" {
  name = "shop"
}
