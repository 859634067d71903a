module example.test/service

go 1.21

require github.com/auth0/go-auth0 v1.20.0
require github.com/auth0/go-jwt-middleware/v2 v2.3.0
require "github.com/auth0/terraform-provider-auth0" v0.50.2
require example.test/a v1.0.0
require example.test/b v1.0.0
require example.test/c v1.2.0
require example.test/outside v1.0.0

replace (
	github.com/auth0/go-auth0 v1.20.0 => github.com/auth0/go-auth0 v1.22.0
	github.com/auth0/go-jwt-middleware/v2 => github.com/acme/go-jwt-middleware/v2 v2.3.1-fork
	github.com/auth0/terraform-provider-auth0 => ../upstream
	example.test/b v0.9.0 => example.test/b v0.9.9
	example.test/c v1.1.0 => ../c
	example.test/c => example.test/c v1.3.0
	example.test/outside => ../../elsewhere
)
