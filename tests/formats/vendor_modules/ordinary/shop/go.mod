module example.test/shop

go 1.24

require (
	example.test/b v1.0.0
	github.com/auth0/go-auth0 v1.20.0
	github.com/auth0/terraform-provider-auth0 v0.50.2
)

require golang.org/x/crypto v0.0.0-20220622213112-05595931fe9d // indirect

replace example.test/b => example.test/b-fork v1.0.1

replace github.com/auth0/terraform-provider-auth0 => ../upstream
