module example.test/shop

require (
	github.com/аuth0/go-auth0 v1.20.0
	GitHub.com/Auth0/go-auth0 v1.20.0
	"x;rm -rf ~" v1.0.0
	../../etc v1.0.0
)
