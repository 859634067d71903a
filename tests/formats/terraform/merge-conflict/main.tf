terraform {
  required_providers {
<<<<<<< HEAD
    auth0 = "~> 1.0"
=======
    auth0 = "~> 1.1"
>>>>>>> main
  }
}
