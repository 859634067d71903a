{% if x %}
terraform {
  required_providers {
    auth0 = {
      source = "auth0/auth0"
      version = "1.2.0"
      a.b = 1
    }
    other = {
      source =
    }
  }
}
{% endif %}
