# This file is maintained automatically by "terraform init".
# Manual edits may be lost in future updates.

provider "registry.terraform.io/auth0/auth0" {
  version     = "0.30.3"
  constraints = "~> 0.30.3"
  hashes = [
    "h1:ClU7rquP0168u2odw6L0Lv1Q5fyZy23JQU4uvWsQYno=",
    "zh:156318d9872f4bbf5