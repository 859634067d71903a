module "x"
source = "./y"
