# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/auth0/auth0" {
  version     = "0.30.3"
  constraints = "~> 0.30.3"
  hashes = [
    "h1:ClU7rquP0168u2odw6L0Lv1Q5fyZy23JQU4uvWsQYno=",
    "zh:156318d9872f4bbf56cd170e0170d7f23616a0767cb7fa55b70c4b446e59befd",
  ]
}

provider "registry.terraform.io/hashicorp/archive" {
  version     = "2.4.2"
  constraints = ">= 2.0.0"
  hashes = [
    "h1:1eOz9vM/55vnQjxk23RhnYga7PZq8n2rGxG+2Vx2s6w=",
  ]
}

provider "registry.terraform.io/alexkappa/auth0" {
  version = "0.16.1"
}

provider "private.example.test/acme/auth0" {
  version = "1.0.0"
}
