resource "auth0_client" "shop" {
  name = "shop"
}
