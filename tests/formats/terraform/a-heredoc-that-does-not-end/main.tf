module "x" {
  y = <<EOT
provider
