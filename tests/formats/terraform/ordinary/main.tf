# comment
terraform {
  required_version = ">= 1.0"
  backend "s3" {
    bucket = "x-${var.y}"
  }
  required_providers {
    auth0 = {
      source  = "auth0/auth0"
      version = "~> 1.0, >= 1.2" // x
      configuration_aliases = [auth0.main, auth0.other]
    }
    aws = ">= 3.0"
    old = { source = "registry.opentofu.org/alexkappa/auth0", version = "0.16.1" }
    k8s = { "source" : "hashicorp/kubernetes" }
  }
}
provider "auth0" {
  domain = local.cfg["x"]
}
provider "random" { version = "~> 2.0" }
module "m" {
  source = "../../modules/m"
  x = {
    for k, v in var.z : k => v if v != null
  }
  y = <<-EOT
    provider "x" {
  EOT
  z = templatefile("${path.module}/a.tpl", { a = "b", c = [1, 2] })
}
resource "auth0_client" "c" {
  name = "a ${var.b ? "x" : "y"} c"
  callbacks = [
    "https://a",
    "b",
  ]
  cond = var.a == 1 ? "x" : "y"
  dynamic "x" {
    for_each = var.q
    content { a = x.value }
  }
}
locals {
  a = "${lookup({ "x" = "http://y" }, "x")} %{ if var.b == "c" }z%{ endif } $${no}"
  b = { "a" = 1, (var.x) = 2 }
  c = [for x in y : x]
}
