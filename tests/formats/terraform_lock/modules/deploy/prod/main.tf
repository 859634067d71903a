module "login" {
  source = "../../modules/login"
}

module "remote" {
  source  = "terraform-aws-modules/vpc/aws"
  version = "~> 5.0"
}

module "below" {
  source = "./below"
}
