module "x" {
  source =
}
