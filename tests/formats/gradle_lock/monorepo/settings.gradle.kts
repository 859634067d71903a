rootProject.name = "shop"
include("api", "web")
