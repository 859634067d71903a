provider "registry.terraform.io/аuth0/auth0" {
  version = "1.0.0"
}
provider "Registry.Terraform.io/Auth0/Auth0" {
  version = "1.1.0"
}
provider "x;rm -rf ~" {
  version = "1.0.0"
}
