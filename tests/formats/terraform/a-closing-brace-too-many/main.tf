terraform {
  required_providers {
  }
}
}
