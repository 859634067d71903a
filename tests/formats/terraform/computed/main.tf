terraform {
  required_providers {
    auth0 = merge(local.auth0, {})
    other = { source = var.source }
  }
}
