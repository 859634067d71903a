module "example.test/old"

require gopkg.in/auth0.v1 v1.2.7
