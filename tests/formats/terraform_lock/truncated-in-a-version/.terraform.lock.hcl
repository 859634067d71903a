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
  version     = "2.