module example.test/shop

require (
<<<<<<< HEAD
	github.com/auth0/go-auth0 v1.20.0
=======
	github.com/auth0/go-auth0 v1.21.0
>>>>>>> main
)
